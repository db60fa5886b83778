import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { CompanyStore } from '../profile-store/company.store.js';
import { ProfileStore, type SavedCompany } from '../profile-store/profile.store.js';
import type { StoredProfile } from '../model/profile.js';
import type { Lookup } from '../sources/person-source.js';
import { companiesOf } from './companies-of.js';
import type { IntakeItem } from './intake-item.js';

const HOUR_MS = 3_600_000;

export interface FreshProfile {
  profile: StoredProfile;
  companies: SavedCompany[] | null;
}

/** Finds a stored profile that is recent enough to be returned. */
@Injectable()
export class ResolveStage {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly companies: CompanyStore,
    private readonly config: Config,
  ) {}

  async fresh(item: IntakeItem): Promise<FreshProfile | null> {
    const maxAge = (item.max_age_hours ?? this.config.PROFILE_MAX_AGE_HOURS) * HOUR_MS;
    if (maxAge === 0) return null;
    const profile = await this.stored(item.lookup);
    if (!profile || Date.now() - profile.fetched_at.getTime() >= maxAge || !answers(profile, item)) return null;
    if (!item.include_companies) return { profile, companies: null };
    const companies = await this.storedCompanies(profile);
    return companies && { profile, companies };
  }

  private stored(lookup: Lookup): Promise<StoredProfile | null> {
    return lookup.by === 'url'
      ? this.profiles.findBySlug(lookup.url.slug)
      : this.profiles.findByEmail(lookup.email.value);
  }

  /** Null if the profile names companies but was stored without any. */
  private async storedCompanies(profile: StoredProfile): Promise<SavedCompany[] | null> {
    const positions = await this.companies.ofProfile(profile.id);
    if (positions.length === 0 && companiesOf(profile).length > 0) return null;
    const once = new Map(positions.map(({ company }) => [company.id, company]));
    return [...once.values()].map((company) => ({ company, action: 'unchanged' }));
  }
}

/** Another role or name must be stored, so the request runs through all stages. */
function answers(profile: StoredProfile, { suggested_role, name }: IntakeItem): boolean {
  const isLabelled = suggested_role === null || suggested_role === profile.suggested_role;
  return isLabelled && (name === null || name === profile.name);
}
