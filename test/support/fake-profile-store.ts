import type { StoredCompany } from '../../src/model/company.js';
import type { CompanyReference } from '../../src/model/company-reference.js';
import type { StoredProfile } from '../../src/model/profile.js';
import { isSame } from '../../src/pipeline/companies-of.js';
import type { CompanyOfProfile, CompanyStore } from '../../src/profile-store/company.store.js';
import type {
  EnrichedProfile,
  FetchedCompany,
  PayloadReference,
  ProfileStore,
  SavedCompany,
  SaveOutcome,
  SavedProfile,
} from '../../src/profile-store/profile.store.js';

/**
 * The part of the two stores that the pipeline uses, in memory. A member is known by the number, or by a slug where no number
 * contradicts; two rows are never merged.
 */
export class FakeProfileStore
  implements
    Pick<ProfileStore, 'save' | 'saveAll' | 'findById' | 'findBySlug' | 'findByEmail' | 'payloads'>,
    Pick<CompanyStore, 'findByReferences' | 'ofProfile'>
{
  readonly saved: EnrichedProfile[] = [];
  readonly profiles: StoredProfile[] = [];
  readonly companies: StoredCompany[] = [];
  readonly links = new Map<string, CompanyOfProfile[]>();
  /** Slugs by the id of the profile that they lead to. */
  private readonly slugs = new Map<string, string>();
  private readonly emails = new Map<string, string>();
  /** Answers, by profile and source. */
  readonly answers = new Map<string, string>();
  /** Why the store is away; null if it is not. */
  failure: Error | null = null;
  /** Why a profile is rejected; null for one that is saved. */
  refusal: (profile: EnrichedProfile) => Error | null = () => null;
  /** Whether a person is suppressed. */
  isSuppressed: (profile: EnrichedProfile) => boolean = () => false;
  /** What a save waits for before it returns. */
  gate: () => Promise<void> = async () => {};

  async saveAll(profiles: readonly EnrichedProfile[]): Promise<SaveOutcome[]> {
    if (this.failure) throw this.failure;
    const outcomes = profiles.map((profile) => this.saveOne(profile));
    await this.gate();
    return outcomes;
  }

  async save(profile: EnrichedProfile): Promise<SaveOutcome> {
    const [outcome] = await this.saveAll([profile]);
    return outcome!;
  }

  async findById(id: string): Promise<StoredProfile | null> {
    return this.profiles.find((profile) => profile.id === id) ?? null;
  }

  async findBySlug(slug: string): Promise<StoredProfile | null> {
    return this.findById(this.slugs.get(slug) ?? '');
  }

  async findByEmail(email: string): Promise<StoredProfile | null> {
    return this.findById(this.emails.get(email) ?? '');
  }

  async payloads(references: readonly PayloadReference[]): Promise<(string | null)[]> {
    if (this.failure) throw this.failure;
    return references.map(({ profile_id, source }) => this.answers.get(`${profile_id} ${source}`) ?? null);
  }

  async findByReferences(references: readonly CompanyReference[]): Promise<StoredCompany[]> {
    if (this.failure) throw this.failure;
    return this.companies.filter((company) => references.some((reference) => isSame(company, reference)));
  }

  async ofProfile(id: string): Promise<CompanyOfProfile[]> {
    return this.links.get(id) ?? [];
  }

  private saveOne(enriched: EnrichedProfile): SaveOutcome {
    const error = this.refusal(enriched);
    if (error) return { status: 'rejected', error };
    if (this.isSuppressed(enriched)) return { status: 'suppressed' };
    const known = this.rowOf(enriched);
    if (known && known.name !== null && enriched.profile.name === null) return { status: 'masked' };
    this.saved.push(enriched);
    return { status: 'saved', saved: this.write(enriched, known) };
  }

  private rowOf({ profile, requested_slug }: EnrichedProfile): StoredProfile | undefined {
    const { linkedin_id } = profile;
    const ids = new Set([profile.public_id, requested_slug].map((slug) => this.slugs.get(slug ?? '')));
    return (
      this.profiles.find((row) => linkedin_id !== null && row.linkedin_id === linkedin_id) ??
      this.profiles.find((row) => ids.has(row.id) && (linkedin_id === null || row.linkedin_id === null))
    );
  }

  private write(enriched: EnrichedProfile, known: StoredProfile | undefined): SavedProfile {
    const { profile, source, fetched_at, suggested_role, embedding, name_override } = enriched;
    const now = new Date();
    const stored: StoredProfile = {
      ...profile,
      id: known?.id ?? crypto.randomUUID(),
      linkedin_id: profile.linkedin_id ?? known?.linkedin_id ?? null,
      name: name_override ?? profile.name,
      suggested_role: suggested_role ?? known?.suggested_role ?? null,
      source,
      fetched_at,
      has_embedding: embedding !== null,
      created_at: known?.created_at ?? now,
      updated_at: now,
    };
    this.profiles.splice(known ? this.profiles.indexOf(known) : this.profiles.length, known ? 1 : 0, stored);
    for (const slug of [profile.public_id, enriched.requested_slug]) if (slug !== null) this.slugs.set(slug, stored.id);
    this.answers.set(`${stored.id} ${source}`, enriched.raw);
    if (enriched.email !== null) this.emails.set(enriched.email, stored.id);
    const companies = (enriched.companies ?? []).map(({ company }) => this.saveCompany(company));
    this.links.set(
      stored.id,
      companies.map(({ company }) => ({ company, title: null, start_date: null, end_date: null, is_current: true })),
    );
    return { profile: stored, action: known ? 'updated' : 'created', companies };
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
