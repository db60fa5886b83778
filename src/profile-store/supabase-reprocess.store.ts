import { Injectable } from '@nestjs/common';
import { decodeCursor, pageOf } from '../common/pagination/cursor.js';
import type { Page, PageRequest, TotalRelation } from '../common/pagination/page.js';
import { storable } from '../common/text/storable.js';
import { isUuid } from '../common/validation/uuid.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import type { StoredProfile } from '../model/profile.js';
import { toProfileColumns, toStoredProfile, type ProfileRow } from './profile.row.js';
import { ReprocessStore, type AnsweredPerson, type ReprocessedPage, type ReprocessRun } from './reprocess.store.js';
import { retryConflicts } from './retry-conflicts.js';

/** How many bytes of answers are read at once. */
const ANSWER_BYTES = 4 * 1024 * 1024;

type RunRow = Omit<ReprocessRun, 'is_page_stored' | 'created_at' | 'started_at' | 'completed_at'> & {
  seq: number;
  unembedded: string[] | null;
  next: number | null;
  created_at: string;
} & Record<'started_at' | 'completed_at', string | null>;

@Injectable()
export class SupabaseReprocessStore extends ReprocessStore {
  constructor(private readonly supabase: SupabaseGateway) {
    super();
  }

  override async create({ id, filter, embeddings }: Pick<ReprocessRun, 'id' | 'filter' | 'embeddings'>) {
    const values = { p_id: id, p_filter: storable(filter), p_embeddings: embeddings };
    return toRun(await this.supabase.call<RunRow>('create_reprocess_run', values));
  }

  override findById(id: string): Promise<ReprocessRun | null> {
    return this.run('reprocess_run_with_id', id);
  }

  override async list({ limit, cursor }: PageRequest): Promise<Page<ReprocessRun>> {
    const found = await this.supabase.call<{ rows: RunRow[]; total: number }>('list_reprocess_runs', {
      p_limit: limit + 1,
      p_before: cursor === undefined ? null : decodeCursor(cursor, 1)[0],
    });
    return pageOf(found, limit, ({ seq }) => [seq], toRun);
  }

  override begin(id: string, { value, relation }: { value: number; relation: TotalRelation }) {
    return this.run('begin_reprocess_run', id, { p_total: value, p_total_relation: relation });
  }

  override end(id: string, status: 'failed' | 'cancelled'): Promise<ReprocessRun | null> {
    return this.run('end_reprocess_run', id, { p_status: status });
  }

  override async answersOf(ids: readonly string[]): Promise<AnsweredPerson[]> {
    if (ids.length === 0) return [];
    return this.supabase.call<AnsweredPerson[]>('answers_of', { p_ids: [...ids], p_bytes: ANSWER_BYTES });
  }

  override async savePage({
    people,
    ...page
  }: ReprocessedPage): Promise<{ run: ReprocessRun; unembedded: StoredProfile[] } | null> {
    const mapped = people.map(({ answers, ...person }) => ({
      ...person,
      answers: answers.map((answer) => ({ ...answer, profile: storable(toProfileColumns(answer.profile)) })),
    }));
    const saved = await retryConflicts(() =>
      this.supabase.call<{ run: RunRow; profiles: ProfileRow[] } | null>('save_reprocessed_page', {
        p_page: { ...page, people: mapped },
      }),
    );
    return saved && { run: toRun(saved.run), unembedded: saved.profiles.map(toStoredProfile) };
  }

  override async unembedded(id: string): Promise<StoredProfile[]> {
    return (await this.supabase.call<ProfileRow[]>('unembedded_of_run', { p_id: id })).map(toStoredProfile);
  }

  override endPage({ id, position }: Pick<ReprocessRun, 'id' | 'position'>, embedded: number) {
    return this.run('end_reprocessed_page', id, { p_position: position, p_embedded: embedded });
  }

  override removeEndedBefore(date: Date): Promise<number> {
    return this.supabase.call<number>('remove_reprocess_runs', { p_before: date.toISOString() });
  }

  private async run(name: string, id: string, values: object = {}): Promise<ReprocessRun | null> {
    if (!isUuid(id)) return null;
    const row = await this.supabase.call<RunRow | null>(name, { p_id: id, ...values });
    return row && toRun(row);
  }
}

function toRun({
  seq: _seq,
  next: _next,
  unembedded,
  created_at,
  started_at,
  completed_at,
  ...run
}: RunRow): ReprocessRun {
  return {
    ...run,
    is_page_stored: unembedded !== null,
    created_at: new Date(created_at),
    started_at: started_at === null ? null : new Date(started_at),
    completed_at: completed_at === null ? null : new Date(completed_at),
  };
}
