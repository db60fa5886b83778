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
 * one where there is any; `none`, it has its own credentials. Only lookups by email address take tokens.
 */
export type TokenUse = 'required' | 'optional' | 'none';

/** The most that one call can be billed, in credits of the source. */
export interface Price {
  person: number;
  company: number;
}

/** Called by a source that reports what a call was billed, in credits; a source that does not is charged its price. */
export type ReportCredits = (credits: number) => void;

/** What a source answered about one person, who has a name, a member URL or a member number. */
export interface FetchedPerson {
  profile: Profile;
  /** Which member it is; reading this does not map the profile. */
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
  /** The name in PROFILE_SOURCE and EMAIL_SOURCE; stored with every answer. */
  abstract readonly name: string;
  /** How people can be looked up; a source that accepts member URLs also accepts company URLs. */
  abstract readonly accepts: { readonly urls: boolean; readonly emails: boolean };
  abstract readonly tokens: TokenUse;
  abstract readonly price: Price;
  /**
   * A rejected token is TOKEN_REFUSED: another token may work, and so may the same one after `retryAfterMs`, if that is set.
   * @throws SourceError, which is AccountRefusal if the account is rejected, or the signal's reason; nothing else
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
