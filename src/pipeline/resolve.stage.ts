import { Injectable } from '@nestjs/common';
import { HOUR_MS } from '../common/durations.js';
import { Config } from '../config/config.js';
import { CompanyStore } from '../profile-store/company.store.js';
import { suppressed } from '../sources/source.errors.js';
import type { KnownPerson } from '../profile-store/known-people.store.js';
import { ProfileStore, type SavedCompany } from '../profile-store/profile.store.js';
import type { StoredProfile } from '../model/profile.js';
import { companiesOf } from './companies-of.js';
import type { IntakeItem } from './intake-item.js';
import type { KnownLookups } from './known-lookups.js';
import { LookupMemory } from './lookup-memory.js';

/** A stored profile; its companies are null if they were not requested. */
export interface StoredCopy {
  profile: StoredProfile;
  companies: SavedCompany[] | null;
}

/** What decides whether a stored person can be returned. */
type Stored = Pick<StoredProfile, 'fetched_at' | 'suggested_role' | 'name'>;

/** Finds a stored profile that is recent enough to be returned, and the sources that need not be asked. */
@Injectable()
export class ResolveStage {
  constructor(
    private readonly memory: LookupMemory,
    private readonly profiles: ProfileStore,
    private readonly companies: CompanyStore,
    private readonly config: Config,
  ) {}

  /** One query for the items of a batch. */
  recall(items: readonly IntakeItem[]): Promise<KnownLookups> {
    return this.memoryOf(items, { withSuppressed: true });
  }

  /**
   * One query for the items of a chunk of a job; none if nothing it could find would be used. Jobs know from their own database who
   * is suppressed.
   */
  async recallForJob(items: readonly IntakeItem[]): Promise<KnownLookups> {
    const isUsed = this.config.NOT_FOUND_MAX_AGE_HOURS > 0 || items.some((item) => this.maxAge(item) > 0);
    return this.memoryOf(isUsed ? items : [], { withSuppressed: false });
  }

  /**
   * Refuses an item of a batch before any call.
   * @throws SourceError for a suppressed person, StoreUnavailableError if it is unknown whether the person is suppressed
   */
  requireAllowed({ lookup }: IntakeItem, known: KnownLookups): void {
    if (known.failure) throw known.failure;
    if (known.isSuppressed(lookup)) throw suppressed();
  }

  /** @throws StoreUnavailableError if a stored profile would be enough, but the store is unavailable */
  async fresh(item: IntakeItem, known: KnownLookups): Promise<StoredCopy | null> {
    const person = this.usable(item, known);
    const profile = person && (await this.profiles.findById(person.profile_id));
    if (!profile || !this.answers(profile, item)) return null;
    if (!item.include_companies) return { profile, companies: null };
    const companies = await this.companiesOf(profile);
    const isIncomplete = companies.length === 0 && companiesOf(profile).length > 0;
    return isIncomplete ? null : { profile, companies };
  }

  /** The stored profile, whatever its age; null if there is none. @throws StoreUnavailableError */
  async copy({ lookup, include_companies }: IntakeItem): Promise<StoredCopy | null> {
    const profile = await (lookup.by === 'url'
      ? this.profiles.findBySlug(lookup.url.slug)
      : this.profiles.findByEmail(lookup.email.value));
    return profile && { profile, companies: include_companies ? await this.companiesOf(profile) : null };
  }

  /** Like `fresh`, without the content of the profile. */
  async freshPerson(item: IntakeItem, known: KnownLookups): Promise<KnownPerson | null> {
    const person = this.usable(item, known);
    if (person === null || !item.include_companies || person.has_companies) return person;
    const profile = await this.profiles.findById(person.profile_id);
    return profile && companiesOf(profile).length === 0 ? person : null;
  }

  private async memoryOf(items: readonly IntakeItem[], options: { withSuppressed: boolean }): Promise<KnownLookups> {
    const known = await this.memory.recall(
      items.map(({ lookup }) => lookup),
      options,
    );
    for (const { lookup, force_refresh } of items) if (force_refresh) known.askAgain(lookup);
    return known;
  }

  private usable(item: IntakeItem, known: KnownLookups): KnownPerson | null {
    if (this.maxAge(item) === 0) return null;
    if (known.failure) throw known.failure;
    const { person } = known.of(item.lookup);
    return person && this.answers(person, item) ? person : null;
  }

  /** Another role or name must be stored, so the request runs through all stages. */
  private answers(stored: Stored, item: IntakeItem): boolean {
    const { suggested_role, name } = item;
    const hasRole = suggested_role === null || suggested_role === stored.suggested_role;
    const isFresh = Date.now() - stored.fetched_at.getTime() < this.maxAge(item);
    return isFresh && hasRole && (name === null || name === stored.name);
  }

  private maxAge(item: IntakeItem): number {
    if (item.force_refresh) return 0;
    return (item.max_age_hours ?? this.config.PROFILE_MAX_AGE_HOURS) * HOUR_MS;
  }

  private async companiesOf(profile: StoredProfile): Promise<SavedCompany[]> {
    const positions = await this.companies.ofProfile(profile.id);
    const once = new Map(positions.map(({ company }) => [company.id, company]));
    return [...once.values()].map((company) => ({ company, action: 'unchanged' }));
  }
}
