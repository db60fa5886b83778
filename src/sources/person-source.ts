import type { CompanyReference } from '../model/company-reference.js';
import type { Company } from '../model/company.js';
import type { EmailAddress } from '../model/email-address.js';
import type { JsonValue } from '../model/json-value.js';
import type { LinkedInUrl } from '../model/linkedin-url.js';
import type { MemberIdentity, Profile } from '../model/profile.js';

/** How a person is looked up. */
export type Lookup = { by: 'url'; url: LinkedInUrl } | { by: 'email'; email: EmailAddress };

/** The part of a token that a source needs; the text is only revealed on request. */
export interface BearerSecret {
  reveal(): string;
}

/**
 * Whether a source is asked with a token of the pool: `required`, it cannot be asked without one; `optional`, it is asked with
 * one where there is any; `none`, it has a credential of its own. Only lookups by email address take tokens.
 */
export type TokenUse = 'required' | 'optional' | 'none';

/** What one call is billed at most, in credits of the source. */
export interface Price {
  person: number;
  company: number;
}

/** Called by a source that reports what a call was billed, in credits; a source that does not is charged its price. */
export type ReportCredits = (credits: number) => void;

/** What a source answered about one person: somebody with a name, a member URL or a member number. */
export interface FetchedPerson {
  profile: Profile;
  /** Who that is, without the rest. */
  identity: MemberIdentity;
  /** The answer as the result of a job shows it. */
  data: JsonValue;
  /** The answer as JSON text, unchanged: nothing that was sent may be lost, and reading it may change long numbers. */
  raw: string;
  fetched_at: Date;
}

/** What a source answered about one company; `raw` as for a person. */
export interface FetchedCompany {
  value: Company;
  raw: string;
  fetched_at: Date;
}

/** One source of people and companies. It makes one attempt a call and knows nothing of retries. */
export abstract class PersonSource {
  /** As PROFILE_SOURCE and EMAIL_SOURCE have it; stored with what it answered. */
  abstract readonly name: string;
  /** How people can be looked up; who is found by URL has companies that are found by theirs. */
  abstract readonly accepts: { readonly urls: boolean; readonly emails: boolean };
  abstract readonly tokens: TokenUse;
  abstract readonly price: Price;
  /**
   * A token that the source does not take is TOKEN_REFUSED: another one may do, and where `retryAfterMs` says so the same one, later.
   * @throws SourceError and nothing else, but for the signal's reason; AccountRefusal where the account is the trouble
   */
  abstract fetchPerson(
    lookup: Lookup,
    token: BearerSecret | null,
    signal: AbortSignal,
    report?: ReportCredits,
  ): Promise<FetchedPerson>;
  /** Throws like `fetchPerson`. */
  abstract fetchCompany(
    company: CompanyReference,
    signal: AbortSignal,
    report?: ReportCredits,
  ): Promise<FetchedCompany>;
}
