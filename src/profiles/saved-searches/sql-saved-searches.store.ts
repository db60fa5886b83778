import { Injectable } from '@nestjs/common';
import { once } from '../../common/lifecycle/once.js';
import { decodeCursor, pageRows } from '../../common/pagination/cursor.js';
import type { PageRequest } from '../../common/pagination/page.js';
import { isUuid } from '../../common/validation/uuid.js';
import { applyEventSchema } from '../../events/outbox/apply-event-schema.js';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import type { ComparedSearch, ProfileMatch, SavedSearch, SearchKind } from './saved-search.js';
import { SavedSearchesStore, type MatchPosition, type NewSavedSearch } from './saved-searches.store.js';

const COLUMNS = 'id, name, search, created_by, created_at';

const CREATE = `
  insert into jobs.saved_searches (id, name, search, created_by, position)
  select $1, $2, $3::text::json, $4, last_id from jobs.event_head
  where (select count(*) from jobs.saved_searches) < $5
  returning ${COLUMNS}`;

/** The position of a kind, and its searches. */
const KINDS: Record<SearchKind, { position: string; isOfKind: string }> = {
  words: { position: 'position', isOfKind: 'not by_meaning' },
  meaning: { position: 'meaning_position', isOfKind: 'by_meaning' },
};

/** Changes before the oldest search need not be compared. */
const after = ({ position, isOfKind }: (typeof KINDS)[SearchKind]) =>
  `greatest(reader.${position}, (select min(position) from jobs.saved_searches where ${isOfKind}))`;

const hasNewsOf = (kind: (typeof KINDS)[SearchKind]) => `
  exists (
    select from jobs.event_log where type in ('profile.created', 'profile.updated') and id > ${after(kind)}
  ) and exists (select from jobs.saved_searches where ${kind.isOfKind})`;

const HAS_NEWS = `
  select ${hasNewsOf(KINDS.words)} or ${hasNewsOf(KINDS.meaning)} as found from jobs.saved_search_reader as reader`;

const ADD_MATCHES = `
  insert into jobs.event_outbox (type, data)
  select 'profile.matched', json_build_object(
    'saved_search_id', saved_search_id, 'profile_id', profile_id, 'event_id', event_id
  )
  from rows from (json_to_recordset($1::text::json) as (saved_search_id uuid, profile_id uuid, event_id bigint))
    with ordinality as match (saved_search_id, profile_id, event_id, place)
  where exists (select from jobs.saved_searches where id = saved_search_id)
  order by place`;

/** In the database of the queue, where the log of events is; its tables are created at the first use. */
@Injectable()
export class SqlSavedSearchesStore extends SavedSearchesStore {
  private readonly open = once(() => applyEventSchema(this.database));

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async create({ id, name, search, created_by }: NewSavedSearch, limit: number): Promise<SavedSearch | null> {
    const values = [id, name, JSON.stringify(search), created_by, limit];
    return (await this.query<SavedSearch>(CREATE, values))[0] ?? null;
  }

  override async find(id: string): Promise<SavedSearch | null> {
    if (!isUuid(id)) return null;
    return (await this.query<SavedSearch>(`select ${COLUMNS} from jobs.saved_searches where id = $1`, [id]))[0] ?? null;
  }

  override async list({ limit, cursor }: PageRequest) {
    const [before] = cursor === undefined ? [null] : decodeCursor(cursor, 1);
    const rows = await this.query<SavedSearch & { seq: number }>(
      `select ${COLUMNS}, seq::float8 as seq from jobs.saved_searches
       where $1::bigint is null or saved_searches.seq < $1 order by saved_searches.seq desc limit $2`,
      [before, limit + 1],
    );
    return pageRows(
      rows,
      limit,
      ({ seq }) => [seq],
      ({ seq: _seq, ...search }): SavedSearch => search,
    );
  }

  override async remove(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    return (await this.query('delete from jobs.saved_searches where id = $1 returning id', [id])).length > 0;
  }

  override async hasNews(): Promise<boolean> {
    const [news] = await this.query<{ found: boolean }>(HAS_NEWS);
    return news?.found ?? false;
  }

  override async position(kind: SearchKind): Promise<MatchPosition> {
    const { position, isOfKind } = KINDS[kind];
    const searches = await this.query<ComparedSearch>(
      `select id, search, created_at, position::float8 as position from jobs.saved_searches where ${isOfKind} order by seq`,
    );
    const [reader] = await this.query<{ position: number; after: number }>(
      `select ${position}::float8 as position, ${after(KINDS[kind])}::float8 as after
       from jobs.saved_search_reader as reader`,
    );
    if (reader === undefined) throw new Error('The position of saved searches is missing');
    return { ...reader, searches };
  }

  override async advance(kind: SearchKind, from: number, to: number, matches: readonly ProfileMatch[]) {
    const { position } = KINDS[kind];
    await this.open();
    await this.database.transaction(async (sql) => {
      const moved = await sql.query(
        `update jobs.saved_search_reader set ${position} = $2 where ${position} = $1 returning position`,
        [from, to],
      );
      if (moved.length > 0 && matches.length > 0) await sql.query(ADD_MATCHES, [JSON.stringify(matches)]);
    });
  }

  private async query<Row>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
    await this.open();
    return this.database.query<Row>(statement, values);
  }
}
