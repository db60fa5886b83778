import { Subject } from 'rxjs';
import type { CompanyReference } from '../../model/company-reference.js';
import type { JsonValue } from '../../model/json-value.js';
import { mapCompany } from '../mapping/company.mapper.js';
import { PersonSource, type FetchedCompany, type FetchedPerson, type Lookup } from '../person-source.js';
import { recognised } from '../recognition/recognise.js';
import { invalidData, type Subject as Wanted } from '../source.errors.js';
import { SandboxBehaviour } from './sandbox-behaviour.js';
import { companyOf, companyPayload } from './sandbox-company.js';
import { personOfEmail, personOfSlug, type SandboxPerson } from './sandbox-person.js';

export interface SandboxOptions {
  /** How long an answer takes. */
  latencyMs: number;
}

/** A call that reached the sandbox. A company has one slug here, whichever form it was asked for by. */
export interface SandboxCall {
  subject: 'profile' | 'company';
  /** The slug or the email address. */
  name: string;
}

/**
 * Synthetic people and companies: every slug and email address is a person, the same one on every machine, and any token is accepted. A
 * person who is found by address is also found by the URL in that answer. Names that begin with `private-`, `masked-` (a person whose name
 * LinkedIn hides), `notfound-`, `flaky-` (503 twice), `slow-` (five seconds), `ratelimited-` (429 once), `nocredit-` (402 once, for a second)
 * or `broken-` (malformed data) simulate problems, for people and companies; a person named `lostcompany-…` works for a company that cannot
 * be found.
 */
export class SandboxSource extends PersonSource {
  readonly name = 'sandbox';
  readonly accepts = { urls: true, emails: true };
  // So that the pool can be tried out without an upstream.
  readonly tokens = 'optional';
  readonly price = { person: 1, company: 1 };
  /** Emits every call, so that tests can count them. */
  readonly calls = new Subject<SandboxCall>();
  private readonly behaviour: SandboxBehaviour;

  constructor({ latencyMs }: SandboxOptions) {
    super();
    this.behaviour = new SandboxBehaviour(latencyMs);
  }

  override async fetchPerson(lookup: Lookup, _token: unknown, signal: AbortSignal): Promise<FetchedPerson> {
    const name = lookup.by === 'url' ? lookup.url.slug : lookup.email.value;
    await this.play('profile', name, signal);
    const payload = lookup.by === 'url' ? personOfSlug(name) : personOfEmail(name);
    const data = payload as Record<string, JsonValue>;
    return Object.assign(recognised(payload, lookup), { data, ...origin(payload) });
  }

  override async fetchCompany(reference: CompanyReference, signal: AbortSignal): Promise<FetchedCompany> {
    const company = companyOf(reference);
    await this.play('company', company.slug, signal);
    const payload = companyPayload(company);
    return { value: mapCompany(payload, reference), ...origin(payload) };
  }

  private async play(subject: Wanted, name: string, signal: AbortSignal): Promise<void> {
    this.calls.next({ subject, name });
    const { isBroken } = await this.behaviour.play(name, subject, signal);
    if (isBroken) throw invalidData(subject);
  }
}

function origin(payload: SandboxPerson) {
  return { raw: JSON.stringify(payload), fetched_at: new Date() };
}
