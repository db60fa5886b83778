import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '../../../common/errors/invalid-request.error.js';
import { withTimeout } from '../../../common/lifecycle/with-timeout.js';
import { Config } from '../../../config/config.js';
import { hostOf } from '../../../config/webhook-hosts.js';
import { HostAddresses } from './host-addresses.js';
import { isPublicAddress } from './public-address.js';
import { NOT_PUBLIC, webhookTarget, type WebhookTarget } from './webhook-target.js';

/** How long a request waits for the addresses of a name, in milliseconds. */
const RESOLVE_TIMEOUT = 3_000;

/** Where webhooks may be sent: not to private networks, unless WEBHOOK_ALLOWED_HOSTS lists the host. */
@Injectable()
export class WebhookTargets {
  private readonly allowedHosts: ReadonlySet<string>;

  constructor(
    config: Config,
    private readonly addresses: HostAddresses,
  ) {
    this.allowedHosts = new Set(config.WEBHOOK_ALLOWED_HOSTS.map(hostOf).filter((host) => host !== null));
  }

  /**
   * Checks a URL that a client has sent. One that cannot be resolved now is accepted, as every connection is checked again.
   * @param field of the request
   * @throws InvalidRequestError with error_type `webhook_target`
   */
  async check(field: string, text: string): Promise<void> {
    const target = this.parse(text);
    const problem = 'problem' in target ? target.problem : await this.addressProblem(target.url.hostname);
    if (problem === null) return;
    throw new InvalidRequestError([
      { field, message: problem, invalid_value: text.slice(0, 200), error_type: 'webhook_target' },
    ]);
  }

  /** Checks the URL alone, see `webhookTarget`. */
  parse(text: string): WebhookTarget {
    return webhookTarget(text, this.allowedHosts);
  }

  /**
   * Resolves a name for a connection that selects the family itself, and fails unless all addresses are public: the connection is made
   * to one of those that were checked, whatever the name resolves to a moment later.
   */
  readonly lookup: LookupFunction = callbackify((hostname: string, _options: unknown) => this.resolved(hostname));

  private async resolved(hostname: string) {
    const found = await this.addresses.of(hostname);
    if (this.allowedHosts.has(hostname) || found.every(({ address }) => isPublicAddress(address))) return found;
    throw new ForbiddenAddressError();
  }

  private async addressProblem(hostname: string): Promise<string | null> {
    if (isIP(hostname.replace(/[[\]]/g, '')) !== 0) return null;
    try {
      await withTimeout(RESOLVE_TIMEOUT, () => this.resolved(hostname));
      return null;
    } catch (error) {
      return error instanceof ForbiddenAddressError ? NOT_PUBLIC : null;
    }
  }
}

/** The name resolves to an address that is not public. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';

  constructor() {
    super(NOT_PUBLIC);
  }
}
