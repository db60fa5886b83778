import type { Company } from '../model/company.js';
import type { CompanyReference } from '../model/company-reference.js';
import type { LinkedInUrl } from '../model/linkedin-url.js';
import type { Profile } from '../model/profile.js';

/** What a source answered: understood, and exactly as it came. */
export interface Sourced<T> {
  value: T;
  /** The answer as JSON text, unchanged: nothing that was sent may be lost. */
  raw: string;
  /** Name of the source, stored with the row. */
  source: string;
  fetched_at: Date;
  /** Calls it took, the successful one included. */
  attempts: number;
}

export type SourcedProfile = Sourced<Profile>;
export type SourcedCompany = Sourced<Company>;

/** Where profiles and companies come from. Every method throws SourceError and nothing else, but for an abort. */
export abstract class ProfileSource {
  abstract readonly name: string;

  /** False where people are found by e-mail address only, so that every call is refused. */
  get takesMemberUrls(): boolean {
    return true;
  }

  abstract fetchProfile(url: LinkedInUrl, signal: AbortSignal): Promise<SourcedProfile>;
  abstract fetchCompany(company: CompanyReference, signal: AbortSignal): Promise<SourcedCompany>;
}
