import type { StoredCompany } from '../../src/model/company.js';
import type { CompanyReference } from '../../src/model/company-reference.js';
import type { StoredProfile } from '../../src/model/profile.js';
import { isSame } from '../../src/pipeline/companies-of.js';
import type { CompanyOfProfile, CompanyStore } from '../../src/profile-store/company.store.js';
import type {
  EnrichedProfile,
  FetchedCompany,
  ProfileStore,
  SavedCompany,
  SavedProfile,
} from '../../src/profile-store/profile.store.js';

/** The part of the two stores that the pipeline uses, in memory. */
export class FakeProfileStore
  implements Pick<ProfileStore, 'save' | 'findBySlug'>, Pick<CompanyStore, 'findByReferences' | 'ofProfile'>
{
  readonly saved: EnrichedProfile[] = [];
  readonly profiles: StoredProfile[] = [];
  readonly companies: StoredCompany[] = [];
  readonly links = new Map<string, CompanyOfProfile[]>();
  failure: Error | null = null;

  async save(enriched: EnrichedProfile): Promise<SavedProfile> {
    if (this.failure) throw this.failure;
    this.saved.push(enriched);
    const { profile, source, fetched_at, suggested_role, embedding } = enriched;
    const known = this.profiles.findIndex(({ public_id }) => public_id === profile.public_id);
    const now = new Date();
    const stored: StoredProfile = {
      ...profile,
      id: this.profiles[known]?.id ?? crypto.randomUUID(),
      suggested_role,
      source,
      fetched_at,
      has_embedding: embedding !== null,
      created_at: this.profiles[known]?.created_at ?? now,
      updated_at: now,
    };
    this.profiles.splice(known < 0 ? this.profiles.length : known, 1, stored);
    const companies = (enriched.companies ?? []).map(({ company }) => this.saveCompany(company));
    this.links.set(
      stored.id,
      companies.map(({ company }) => ({ company, title: null, start_date: null, end_date: null, is_current: true })),
    );
    return { profile: stored, action: known < 0 ? 'created' : 'updated', companies };
  }

  async findBySlug(slug: string): Promise<StoredProfile | null> {
    return this.profiles.find(({ public_id }) => public_id === slug) ?? null;
  }

  async findByReferences(references: readonly CompanyReference[]): Promise<StoredCompany[]> {
    if (this.failure) throw this.failure;
    return this.companies.filter((company) => references.some((reference) => isSame(company, reference)));
  }

  async ofProfile(id: string): Promise<CompanyOfProfile[]> {
    return this.links.get(id) ?? [];
  }

  private saveCompany(company: FetchedCompany | StoredCompany): SavedCompany {
    if (!('value' in company)) return { company, action: 'unchanged' };
    const known = this.companies.find((other) => isSame(other, company.value));
    if (known) return { company: known, action: 'unchanged' };
    const { value, source, fetched_at } = company;
    const stored = {
      ...value,
      id: crypto.randomUUID(),
      source,
      fetched_at,
      created_at: fetched_at,
      updated_at: fetched_at,
    };
    this.companies.push(stored);
    return { company: stored, action: 'created' };
  }
}
