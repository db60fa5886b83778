import { Subject } from 'rxjs';
import type { CompanyReference } from '../../model/company-reference.js';
import type { LinkedInUrl } from '../../model/linkedin-url.js';
import { mapCompany } from '../mapping/company.mapper.js';
import { mapProfile } from '../mapping/profile.mapper.js';
import { ProfileSource, type SourcedCompany, type SourcedProfile } from '../profile-source.js';
import { SandboxBehaviour } from './sandbox-behaviour.js';
import { companyOf, companyPayload } from './sandbox-company.js';
import { personOfSlug } from './sandbox-person.js';

export interface SandboxOptions {
  /** How long an answer takes. */
  latencyMs: number;
}

/** A call that reached the sandbox. A company has one slug here, whichever form it was asked for by. */
export interface SandboxCall {
  subject: 'profile' | 'company';
  slug: string;
}

const MALFORMED = '{"public_id": "broken", "experiences": [{';

/**
 * Synthetic people and companies: any slug is somebody, and the same one on every machine. Names that begin with `private-`,
 * `notfound-`, `flaky-` (503 twice), `slow-` (five seconds), `ratelimited-` (429 once) or `broken-` (malformed data) play
 * troubles, for people and for companies; somebody named `lostcompany-…` works for a company that cannot be found.
 */
export class SandboxProfileSource extends ProfileSource {
  readonly name = 'sandbox';
  /** Every call as it comes in, for those who count. */
  readonly calls = new Subject<SandboxCall>();
  private readonly behaviour: SandboxBehaviour;

  constructor({ latencyMs }: SandboxOptions) {
    super();
    this.behaviour = new SandboxBehaviour(latencyMs);
  }

  async fetchProfile(url: LinkedInUrl, signal: AbortSignal): Promise<SourcedProfile> {
    const payload = await this.answer({ subject: 'profile', slug: url.slug }, () => personOfSlug(url.slug), signal);
    return { value: mapProfile(payload, url), ...this.origin(payload) };
  }

  async fetchCompany(reference: CompanyReference, signal: AbortSignal): Promise<SourcedCompany> {
    const company = companyOf(reference);
    const payload = await this.answer(
      { subject: 'company', slug: company.slug },
      () => companyPayload(company),
      signal,
    );
    return { value: mapCompany(payload, reference), ...this.origin(payload) };
  }

  private async answer(call: SandboxCall, payload: () => object, signal: AbortSignal): Promise<unknown> {
    this.calls.next(call);
    const { isBroken } = await this.behaviour.play(call.slug, call.subject, signal);
    return isBroken ? MALFORMED : payload();
  }

  private origin(payload: unknown) {
    return { raw: JSON.stringify(payload), source: this.name, fetched_at: new Date(), attempts: 1 };
  }
}
