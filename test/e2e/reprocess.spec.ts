import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import supertest from 'supertest';
import { isFullExtent } from '../support/extent.js';
import { openEmbeddedDatabase } from '../support/embedded-database.js';
import { built } from '../support/jest-worker.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { aService, BATCH, item, KEY, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const PROFILES = '/api/v1/profiles';
const REPROCESS = `${PROFILES}/reprocess`;
const directories = new DataDirectories();
afterAll(() => directories.remove());

describe('stored answers that are mapped anew', () => {
  let service: Service;
  let query: (text: string) => Promise<unknown[]>;
  let calls = 0;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    service = await aService();
    const [{ SqlDatabase }, { SourceChain }] = await Promise.all([
      built<typeof import('../../src/infrastructure/postgres/sql-database.js')>(
        'infrastructure/postgres/sql-database.js',
      ),
      built<typeof import('../../src/sources/source-chain.js')>('sources/source-chain.js'),
    ]);
    query = (text) => service.app.get(SqlDatabase, { strict: false }).query(text);
    const profiles = ['ann', 'bob', 'carol'].map((slug) => item(slug));
    for (const { id, url } of (await service.post(BATCH, { profiles })).body.results)
      ids[/in\/(\w+)/.exec(url)![1]!] = id;
    for (const { source } of service.app.get(SourceChain, { strict: false }).all)
      Object.assign(source, { fetchPerson: counted, fetchCompany: counted });
  });
  afterAll(() => service.close());

  const counted = () => {
    calls += 1;
    return Promise.reject(new Error('No source is to be called'));
  };
  const find = async (slug: string) => (await service.get(`${PROFILES}/${ids[slug]}`).expect(200)).body;
  const changesOf = async (slug: string) => (await service.get(`${PROFILES}/${ids[slug]}/changes`).expect(200)).body;

  async function reprocessed(request: object) {
    const { body, headers } = await service.post(REPROCESS, request).expect(202);
    expect(headers['location']).toBe(body.status_url);
    expect(body.status_url).toBe(`${REPROCESS}/${body.reprocess_id}`);
    return until(async () => {
      const state = (await service.get(body.status_url).expect(200)).body;
      return state.completed_at === null ? null : state;
    });
  }

  it('have what a former release did not read, without a call', async () => {
    const [before, bob] = [await find('ann'), await find('bob')];
    await query(`update profiles set about = null, skills = '{}' where id = '${ids['ann']}'`);
    expect(await reprocessed({})).toEqual({
      reprocess_id: expect.any(String),
      status: 'completed',
      embeddings: false,
      total: 3,
      total_relation: 'exact',
      done: 3,
      changed: 1,
      unchanged: 2,
      failed: 0,
      embedded: 0,
      created_at: expect.any(String),
      started_at: expect.any(String),
      completed_at: expect.any(String),
    });
    expect(await find('ann')).toEqual({ ...before, updated_at: expect.any(String) });
    expect(await find('bob')).toEqual(bob);
    const [skills, about, ...lost] = await changesOf('ann');
    expect([skills, about].map(({ field }) => field).toSorted()).toEqual(['about', 'skills']);
    expect(lost).toHaveLength(2);
    expect(await changesOf('bob')).toEqual([]);
    expect(calls).toBe(0);
  });

  it('are those of the people who meet the filter', async () => {
    await query(`update profiles set about = null`);
    const filter = { field: 'suggested_role', type: '=', value: 'CTO' };
    await service.post(REPROCESS, { filter: { ...filter, type: 'near' } }).expect(422);
    const name = (await find('bob')).name;
    expect(
      await reprocessed({ filter: { op: 'and', conditions: [filter, { field: 'name', type: '=', value: name }] } }),
    ).toMatchObject({
      total: 1,
      changed: 1,
    });
    expect((await find('bob')).about).not.toBeNull();
    expect((await find('carol')).about).toBeNull();
  });

  it('leave alone people whose answers are not understood, and make vectors again', async () => {
    await reprocessed({ embeddings: true });
    await query(`update raw_payloads set payload = '{"a": 1}' where profile_id = '${ids['carol']}'`);
    await query(`update embeddings set text_hash = 'of another text' where profile_id = '${ids['bob']}'`);
    const carol = await find('carol');
    expect(await reprocessed({ embeddings: true })).toMatchObject({ changed: 0, unchanged: 2, failed: 1, embedded: 1 });
    expect(await find('carol')).toEqual(carol);
    expect(await reprocessed({ embeddings: true })).toMatchObject({ embedded: 0 });
  });

  it('are listed, and not found where there are none', async () => {
    const { body } = await service.get(`${REPROCESS}?limit=1`).expect(200);
    expect(body).toMatchObject({ data: [{ status: 'completed' }], pagination: { has_more: true } });
    const [{ reprocess_id }] = body.data;
    expect((await service.post(`${REPROCESS}/${reprocess_id}/cancel`).expect(200)).body).toEqual(body.data[0]);
    for (const request of [service.get(`${REPROCESS}/unknown`), service.post(`${REPROCESS}/unknown/cancel`)])
      expect((await request.expect(404)).body).toMatchObject({ error_code: 'REPROCESS_NOT_FOUND' });
  });
});

describe('a process that maps stored answers anew and is killed', () => {
  const PEOPLE = isFullExtent ? 10_000 : 600;
  const KILLS = isFullExtent ? 5 : 1;

  it('counts everybody exactly once', async () => {
    const directory = await directories.add();
    const database = await openEmbeddedDatabase(directory);
    const driver = await database.postgres.driver();
    await driver.exec(`
      insert into profiles (public_id, url, name, source, fetched_at)
        select 'p' || n, 'https://www.linkedin.com/in/p' || n || '/', 'Person ' || n, 'cassidy', now()
        from generate_series(1, ${PEOPLE}) n;
      insert into raw_payloads (profile_id, source, fetched_at, payload)
        select id, source, fetched_at, json_build_object('full_name', name, 'about', 'Is ' || name) from profiles;
    `);
    await database.close();
    const environment = { API_KEY: KEY, HOST: '127.0.0.1', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '0' };
    let service = await aProcess(environment, directory);
    let { url } = service;
    let survivor: Service | undefined;
    const http = () => supertest.agent(url).set('X-API-Key', KEY);
    const { body } = await http().post(REPROCESS).send({}).expect(202);
    const state = async () => (await http().get(`${REPROCESS}/${body.reprocess_id}`).expect(200)).body;

    let kills = 0;
    for (; kills < KILLS; kills += 1) {
      const { done } = await state();
      const next = await until(async () => {
        const now = await state();
        return now.done > done || now.completed_at !== null ? now : null;
      });
      // Nothing is left to be interrupted.
      if (next.completed_at !== null) break;
      const exit = once(service.child, 'exit');
      service.child.kill('SIGKILL');
      await exit;
      if (kills < KILLS - 1) ({ url } = service = await aProcess(environment, directory));
      else url = await (survivor = await aService({}, directory)).app.getUrl();
    }
    const end = await until(async () => ((await state()).completed_at === null ? null : state()));
    expect(end).toMatchObject({ status: 'completed', total: PEOPLE, done: PEOPLE, changed: PEOPLE, unchanged: 0 });
    expect(kills).toBeGreaterThan(0);
    await survivor?.close();
    service.child.kill('SIGKILL');
  });
});
