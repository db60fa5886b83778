import type { Page, TotalRelation } from '../../src/common/pagination/page.js';
import type { StoredProfile } from '../../src/model/profile.js';
import type { ProfileSearch, ScanPage, SearchPage } from '../../src/profile-store/profile-search.store.js';
import {
  ReprocessStore,
  type AnsweredPerson,
  type ReprocessedPage,
  type ReprocessRun,
} from '../../src/profile-store/reprocess.store.js';

/** People in the order they were stored, with what the sources answered, and the runs about them. */
export class InMemoryReprocessStore extends ReprocessStore {
  readonly runs = new Map<string, ReprocessRun>();
  readonly pages: ReprocessedPage[] = [];
  /** By run: what its stored page waits for, and where it goes on then. */
  private readonly stored = new Map<string, { unembedded: StoredProfile[]; next: number | null }>();
  /** Answers that are read in one call. */
  answersAtOnce = Infinity;
  /** Called before a page is saved. */
  beforeSave: () => Promise<void> | void = () => undefined;

  constructor(
    readonly people: { profile: StoredProfile; answered: Omit<AnsweredPerson, 'id'>; isChanged: boolean }[] = [],
  ) {
    super();
  }

  /** Positions are those in the list of people; there are no filters. */
  get search(): ProfileSearch {
    return {
      search: async (): Promise<SearchPage> => ({
        hits: [],
        next_cursor: null,
        total: { value: this.people.length, relation: 'exact' },
      }),
      scan: async (_filter: null, after: number | null, limit: number): Promise<ScanPage> => {
        const end = (after ?? 0) + limit;
        const profiles = this.people.slice(after ?? 0, end).map(({ profile }) => profile);
        return { profiles, next: end < this.people.length ? end : null };
      },
    } as Partial<ProfileSearch> as ProfileSearch;
  }

  override async create(run: Pick<ReprocessRun, 'id' | 'filter' | 'embeddings'>): Promise<ReprocessRun> {
    const counts = { done: 0, changed: 0, unchanged: 0, failed: 0, embedded: 0 };
    const times = { created_at: new Date(), started_at: null, completed_at: null };
    const total = { position: null, is_page_stored: false, total: null, total_relation: null };
    return this.put({ ...run, ...counts, ...times, ...total, status: 'pending' });
  }

  override async findById(id: string): Promise<ReprocessRun | null> {
    return this.runs.get(id) ?? null;
  }

  override async list(): Promise<Page<ReprocessRun>> {
    const rows = [...this.runs.values()].toReversed();
    return { rows, next_cursor: null, total: rows.length };
  }

  override async begin(
    id: string,
    { value, relation }: { value: number; relation: TotalRelation },
  ): Promise<ReprocessRun | null> {
    const run = this.runs.get(id);
    if (run === undefined || run.completed_at !== null) return null;
    const total = run.total === null ? { total: value, total_relation: relation } : {};
    return this.put({ ...run, ...total, status: 'processing', started_at: run.started_at ?? new Date() });
  }

  override async end(id: string, status: 'failed' | 'cancelled'): Promise<ReprocessRun | null> {
    const run = this.runs.get(id);
    if (run === undefined || run.completed_at !== null) return run ?? null;
    return this.put({ ...run, status, completed_at: new Date(), filter: null, is_page_stored: false });
  }

  override async answersOf(ids: readonly string[]): Promise<AnsweredPerson[]> {
    return ids.slice(0, this.answersAtOnce).map((id) => ({ id, ...this.person(id).answered }));
  }

  override async savePage(page: ReprocessedPage): Promise<{ run: ReprocessRun; unembedded: StoredProfile[] } | null> {
    await this.beforeSave();
    const run = this.runs.get(page.run_id);
    if (run?.status !== 'processing' || run.position !== page.after || run.is_page_stored) return null;
    this.pages.push(page);
    const changed = page.people.filter(({ id }) => this.person(id).isChanged);
    const counts = {
      done: run.done + page.people.length + page.failed,
      changed: run.changed + changed.length,
      unchanged: run.unchanged + page.people.length - changed.length,
      failed: run.failed + page.failed,
    };
    const stale = page.people.filter(({ id, is_vector_stale }) => is_vector_stale || this.person(id).isChanged);
    const unembedded = stale.map(({ id }) => this.person(id).profile);
    const counted = { ...run, ...counts };
    if (!page.embeds || unembedded.length === 0) return { run: this.advance(counted, page.next), unembedded };
    this.stored.set(run.id, { unembedded, next: page.next });
    return { run: this.put({ ...counted, is_page_stored: true }), unembedded };
  }

  override async unembedded(id: string): Promise<StoredProfile[]> {
    return this.stored.get(id)?.unembedded ?? [];
  }

  override async endPage({ id, position }: ReprocessRun, embedded: number): Promise<ReprocessRun | null> {
    const run = this.runs.get(id);
    if (!run?.is_page_stored || run.position !== position) return null;
    return this.advance({ ...run, embedded: run.embedded + embedded }, this.stored.get(id)!.next);
  }

  override async removeEndedBefore(date: Date): Promise<number> {
    const old = [...this.runs.values()].filter(({ completed_at }) => completed_at !== null && completed_at < date);
    for (const { id } of old) this.runs.delete(id);
    return old.length;
  }

  private person(id: string) {
    return this.people.find(({ profile }) => profile.id === id)!;
  }

  private advance(run: ReprocessRun, position: number | null): ReprocessRun {
    const ended = position === null ? ({ status: 'completed', completed_at: new Date() } as const) : {};
    return this.put({ ...run, ...ended, position, is_page_stored: false });
  }

  private put(run: ReprocessRun): ReprocessRun {
    this.runs.set(run.id, run);
    return run;
  }
}
