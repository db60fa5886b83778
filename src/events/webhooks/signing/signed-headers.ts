import { Webhook } from 'standardwebhooks';

/**
 * The headers of Standard Webhooks. During a rotation there are several secrets, and one signature for each, so that the receiver
 * may have any of them.
 * @param id the same for every attempt
 * @param at the time of this attempt, which receivers compare with theirs
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: readonly string[]): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
