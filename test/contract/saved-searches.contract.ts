import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { SqlEventLog } from '../../src/events/log/sql-event.log.js';
import { addEvents } from '../../src/events/outbox/add-events.js';
import { LogWriter } from '../../src/events/relay/log-writer.js';
import { EventSubjects } from '../../src/events/subjects/event-subjects.js';
import type { SqlDatabase } from '../../src/infrastructure/postgres/sql-database.js';
import type { SavedSearchBody, SearchKind } from '../../src/profiles/saved-searches/saved-search.js';
import { SqlSavedSearchesStore } from '../../src/profiles/saved-searches/sql-saved-searches.store.js';
import { clearTables } from '../support/clear-tables.js';
import type { OpenedDatabase } from './event-databases.js';

const SEARCH: SavedSearchBody = { query: 'security', mode: 'lexical', limit: 20 };

export function savedSearchesContract(name: string, open: () => Promise<OpenedDatabase>): void {
  describe(`saved searches on ${name}`, () => {
    let opened: OpenedDatabase;
    let database: SqlDatabase;
    let store: SqlSavedSearchesStore;
    let log: SqlEventLog;

    beforeAll(async () => {
      opened = await open();
      database = opened.databases[0]!;
      store = new SqlSavedSearchesStore(database);
      log = new SqlEventLog(database);
      await log.head();
    });
    afterAll(() => opened.close());
    beforeEach(async () => {
      await database.query(clearTables('jobs.event_log', 'jobs.event_outbox', 'jobs.saved_searches'));
      await database.query('update jobs.event_head set last_id = 0, counted_id = 0');
      await database.query('update jobs.saved_search_reader set position = 0, meaning_position = 0');
    });

    const create = async (title = 'One', limit = 100, search = SEARCH) =>
      store.create({ id: randomUUID(), name: title, search, created_by: 'ann' }, limit);
    const logAll = () => new LogWriter(database, new EventSubjects()).moveAll();
    const change = async () => {
      await addEvents(database, [{ type: 'profile.created', subject: null, data: { entries: [[randomUUID()]] } }]);
      await logAll();
    };
    const matched = async () => {
      await logAll();
      const upTo = await log.head();
      return (await log.read({ types: ['profile.matched'], after: 0, upTo, limit: 100 })).map(({ data }) => data);
    };

    it('are kept as they were sent, found, listed newest first, and removed', async () => {
      const [one, two] = [await create('One'), await create('Two')];
      expect(one).toEqual({
        id: expect.any(String),
        name: 'One',
        search: SEARCH,
        created_by: 'ann',
        created_at: expect.any(Date),
      });
      expect(await store.find(one!.id)).toEqual(one);
      const page = await store.list({ limit: 1 });
      expect(page.rows).toEqual([two]);
      expect(await store.list({ limit: 1, cursor: page.next_cursor! })).toEqual({ rows: [one], next_cursor: null });
      expect(await store.remove(one!.id)).toBe(true);
      expect(await store.remove(one!.id)).toBe(false);
      for (const id of [one!.id, 'none']) expect(await store.find(id)).toBeNull();
    });

    it('are limited in number', async () => {
      expect(await create('One', 1)).not.toBeNull();
      expect(await create('Two', 1)).toBeNull();
    });

    it('have news only while there are any, and of what is logged after them', async () => {
      await change();
      expect(await store.hasNews()).toBe(false);
      const search = await create();
      expect(await store.hasNews()).toBe(false);
      await change();
      expect(await store.hasNews()).toBe(true);
      const { position, after, searches } = await store.position('words');
      expect([position, after]).toEqual([0, 1]);
      expect(searches).toEqual([{ id: search!.id, search: SEARCH, created_at: search!.created_at, position: 1 }]);
      await store.advance('words', position, 2, []);
      expect(await store.hasNews()).toBe(false);
    });

    it('have a position for those by meaning, and one for the others', async () => {
      const meaning = { ...SEARCH, mode: 'hybrid', min_similarity: 0.5 } as const;
      const words = [SEARCH, { ...meaning, mode: 'lexical' as const }, { ...meaning, query: undefined }];
      for (const search of [...words, meaning]) await create('One', 100, search);
      const searchesOf = async (kind: SearchKind) => (await store.position(kind)).searches.map(({ search }) => search);
      expect(await searchesOf('words')).toEqual(JSON.parse(JSON.stringify(words)));
      expect(await searchesOf('meaning')).toEqual([meaning]);
      await change();
      await store.advance('words', 0, 1, []);
      expect((await store.position('meaning')).position).toBe(0);
      expect(await store.hasNews()).toBe(true);
      await store.advance('meaning', 0, 1, []);
      expect(await store.hasNews()).toBe(false);
    });

    it('get an event for each match, once, however many processes compare, and none after they were removed', async () => {
      const [one, two] = [(await create())!, (await create())!];
      await change();
      await store.remove(two.id);
      const profile_id = randomUUID();
      const matches = [one, two].map(({ id }) => ({ saved_search_id: id, profile_id, event_id: 1 }));
      const stores = opened.databases.map((each) => new SqlSavedSearchesStore(each));
      await Promise.all([...stores, ...stores].map((each) => each.advance('words', 0, 1, matches)));
      expect(await matched()).toEqual([{ saved_search_id: one.id, profile_id, event_id: 1 }]);
      expect((await store.position('words')).position).toBe(1);
    });
  });
}
