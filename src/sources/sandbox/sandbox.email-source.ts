import { Subject } from 'rxjs';
import type { EmailAddress } from '../../model/email-address.js';
import type { JsonValue } from '../../model/json-value.js';
import { EmailSource, type BearerSecret, type FetchedByEmail } from '../email-source.js';
import { invalidData } from '../source.errors.js';
import { SandboxBehaviour } from './sandbox-behaviour.js';
import { personOfEmail } from './sandbox-person.js';
import type { SandboxOptions } from './sandbox.profile-source.js';

/**
 * Synthetic people: any address is somebody, the same one on every machine, and any token will do. Addresses that begin with
 * one of the prefixes of SandboxProfileSource play the same troubles.
 */
export class SandboxEmailSource extends EmailSource {
  readonly name = 'sandbox';
  // So that the pool can be tried out without an upstream.
  readonly tokens = 'optional';
  /** The address of every call as it comes in, for those who count. */
  readonly calls = new Subject<string>();
  private readonly behaviour: SandboxBehaviour;

  constructor({ latencyMs }: SandboxOptions) {
    super();
    this.behaviour = new SandboxBehaviour(latencyMs);
  }

  override async fetchByEmail(
    { value: email }: EmailAddress,
    _token: BearerSecret | null,
    signal: AbortSignal,
  ): Promise<FetchedByEmail> {
    this.calls.next(email);
    const { isBroken } = await this.behaviour.play(email, 'profile', signal);
    if (isBroken) throw invalidData('profile');
    const data = personOfEmail(email) as Record<string, JsonValue>;
    return { data, raw: JSON.stringify(data), fetched_at: new Date() };
  }
}
