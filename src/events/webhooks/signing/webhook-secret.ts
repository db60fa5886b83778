import { randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Standard Webhooks requires 24 to 64 bytes. */
const BYTES = 32;

/** `whsec_` and base64, as every library of Standard Webhooks takes it. */
export function makeWebhookSecret(): string {
  return webhookSecretOf(randomBytes(BYTES));
}

export function webhookSecretOf(bytes: Buffer): string {
  return `${PREFIX}${bytes.toString('base64')}`;
}
