import { UpstreamError } from '../../src/infrastructure/http-client/upstream.error.js';
import type { Company } from '../../src/model/company.js';
import { companyKeys, type CompanyReference } from '../../src/model/company-reference.js';
import type { LinkedInUrl } from '../../src/model/linkedin-url.js';
import type { Profile } from '../../src/model/profile.js';
import {
  ProfileSource,
  type Sourced,
  type SourcedCompany,
  type SourcedProfile,
} from '../../src/sources/profile-source.js';

/** Serves what a test puts into it, records every call, and lets the test decide when a call ends. */
export class FakeProfileSource extends ProfileSource {
  readonly name = 'fake';
  readonly profiles = new Map<string, Profile | Error>();
  readonly companies = new Map<string, Company | Error>();
  readonly profileCalls: string[] = [];
  readonly companyCalls: string[][] = [];
  inFlight = 0;
  mostInFlight = 0;
  /** What a call waits for before it returns. */
  gate: (slug: string, signal: AbortSignal) => Promise<void> = async () => {};

  add(profile: Profile): this {
    this.profiles.set(profile.public_id ?? '', profile);
    return this;
  }

  addCompany(company: Company | Error, ...keys: string[]): this {
    const all = company instanceof Error ? keys : [...companyKeys(company), ...keys];
    for (const key of all) this.companies.set(key, company);
    return this;
  }

  async fetchProfile({ slug }: LinkedInUrl, signal: AbortSignal): Promise<SourcedProfile> {
    this.profileCalls.push(slug);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    try {
      await this.gate(slug, signal);
      return sourced(this.profiles.get(slug));
    } finally {
      this.inFlight -= 1;
    }
  }

  async fetchCompany(reference: CompanyReference, signal: AbortSignal): Promise<SourcedCompany> {
    const keys = companyKeys(reference);
    this.companyCalls.push(keys);
    await this.gate(keys.join(' '), signal);
    return sourced(keys.map((key) => this.companies.get(key)).find((company) => company !== undefined));
  }
}

function sourced<T>(value: T | Error | undefined): Sourced<T> {
  if (value instanceof Error) throw value;
  if (value === undefined) throw new UpstreamError('PROFILE_NOT_FOUND', 'Profile not found');
  return { value, raw: JSON.stringify(value), source: 'fake', fetched_at: new Date(), attempts: 1 };
}
