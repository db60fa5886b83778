import { UpstreamError } from '../../src/infrastructure/http-client/upstream.error.js';
import type { Company } from '../../src/model/company.js';
import { companyKeys, type CompanyReference } from '../../src/model/company-reference.js';
import type { JsonValue } from '../../src/model/json-value.js';
import type { Profile } from '../../src/model/profile.js';
import {
  PersonSource,
  type BearerSecret,
  type FetchedCompany,
  type FetchedPerson,
  type Lookup,
  type ReportCredits,
  type TokenUse,
} from '../../src/sources/person-source.js';

/** Serves what a test puts into it, records every call, and lets the test decide when a call ends. */
export class FakePersonSource extends PersonSource {
  readonly accepts = { urls: true, emails: true };
  price = { person: 1, company: 1 };
  /** By slug or email address. */
  readonly profiles = new Map<string, Profile | Error>();
  readonly companies = new Map<string, Company | Error>();
  /** Slugs and email addresses. */
  readonly profileCalls: string[] = [];
  readonly companyCalls: string[][] = [];
  /** The token of each call, null for one without. */
  readonly tokenCalls: (string | null)[] = [];
  inFlight = 0;
  mostInFlight = 0;
  /** What a call waits for before it returns. */
  gate: (key: string, signal: AbortSignal) => Promise<void> = async () => {};
  /** Credits that it reports for each call; null: it reports none. */
  reports: number | null = null;
  /** How the source answers a person that nobody put into it. */
  missing: () => Profile | Error = () => new UpstreamError('PROFILE_NOT_FOUND', 'Profile not found');

  constructor(
    readonly name = 'fake',
    readonly tokens: TokenUse = 'none',
  ) {
    super();
  }

  /** @param key slug or email address; the slug of the profile by default */
  add(profile: Profile, key = profile.public_id ?? ''): this {
    this.profiles.set(key, profile);
    return this;
  }

  addCompany(company: Company | Error, ...keys: string[]): this {
    const all = company instanceof Error ? keys : [...companyKeys(company), ...keys];
    for (const key of all) this.companies.set(key, company);
    return this;
  }

  async fetchPerson(
    lookup: Lookup,
    token: BearerSecret | null,
    signal: AbortSignal,
    report?: ReportCredits,
  ): Promise<FetchedPerson> {
    const key = lookup.by === 'url' ? lookup.url.slug : lookup.email.value;
    this.profileCalls.push(key);
    this.tokenCalls.push(token?.reveal() ?? null);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    try {
      await this.gate(key, signal);
      if (this.reports !== null) report?.(this.reports);
      const profile = found(this.profiles.get(key) ?? this.missing());
      return { profile, identity: profile, data: JSON.parse(JSON.stringify(profile)) as JsonValue, ...origin(profile) };
    } finally {
      this.inFlight -= 1;
    }
  }

  async fetchCompany(reference: CompanyReference, signal: AbortSignal): Promise<FetchedCompany> {
    const keys = companyKeys(reference);
    this.companyCalls.push(keys);
    await this.gate(keys.join(' '), signal);
    const company = keys.map((key) => this.companies.get(key)).find((one) => one !== undefined);
    const value = found<Company>(company ?? new UpstreamError('PROFILE_NOT_FOUND', 'Company not found'));
    return { value, ...origin(value) };
  }
}

function found<T extends object>(value: T | Error): T {
  if (value instanceof Error) throw value;
  return value;
}

function origin(value: object) {
  return { raw: JSON.stringify(value), fetched_at: new Date() };
}
