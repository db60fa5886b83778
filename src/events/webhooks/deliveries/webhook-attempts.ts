import { Injectable } from '@nestjs/common';
import { eventText, type LoggedEvent } from '../../event.js';
import type { SigningEndpoint } from '../endpoints/webhook-endpoint.js';
import { WebhookSender } from '../sender/webhook-sender.js';
import { EndpointSecrets } from '../signing/endpoint-secrets.js';
import { ServiceSecret } from '../signing/service-secret.js';
import { signedHeaders } from '../signing/signed-headers.js';
import type { DeliveryAttempt } from './delivery.js';

const NO_SECRET = 'There is no secret to sign with: set WEBHOOK_SECRET';
const UNREADABLE = 'The secret cannot be decrypted: set the TOKEN_ENCRYPTION_KEY it was stored with, or rotate it';

/** Sends an event to an endpoint, once. */
@Injectable()
export class WebhookAttempts {
  constructor(
    private readonly secrets: EndpointSecrets,
    private readonly serviceSecret: ServiceSecret,
    private readonly sender: WebhookSender,
  ) {}

  /** Rejects with the signal's reason; everything else is in the result. */
  async make(endpoint: SigningEndpoint, event: LoggedEvent, signal: AbortSignal): Promise<DeliveryAttempt> {
    const at = new Date();
    const secrets = await this.secretsOf(endpoint, at);
    const result =
      typeof secrets === 'string'
        ? { status: null, problem: secrets }
        : await this.send(endpoint.url, event, { at, secrets, signal });
    return { at: at.toISOString(), ...result, duration_ms: Date.now() - at.getTime() };
  }

  /** A text is the reason why there are none. */
  private async secretsOf(endpoint: SigningEndpoint, at: Date): Promise<string[] | string> {
    if (endpoint.subject === null) return this.secrets.signing(endpoint, at) ?? UNREADABLE;
    const secret = await this.serviceSecret.get();
    return secret === null ? NO_SECRET : [secret];
  }

  private send(
    url: string,
    event: LoggedEvent,
    { at, secrets, signal }: { at: Date; secrets: readonly string[]; signal: AbortSignal },
  ) {
    const body = eventText(event);
    return this.sender.post(url, body, { headers: signedHeaders(`evt_${event.id}`, at, body, secrets), signal });
  }
}
