import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { SqlDatabase as Database } from '../../src/infrastructure/postgres/sql-database.js';
import type { UnlistedItems as Unlisted } from '../../src/jobs/unlisted-items.js';
import { built } from '../support/jest-worker.js';
import { describeWith, THOROUGHNESS } from '../support/needed-programs.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { chunk, connectedTo, requestHead } from '../support/raw-client.js';
import { aService, BATCH, item, KEY, memberUrl, type Service } from '../support/service.js';
import { until } from '../support/until.js';
import { uploadedRows } from '../support/uploaded-rows.js';

/** More than sockets hold, so that a client that has sent it knows that much of it was stored. */
const SENT_BYTES = 20 * 1_024 * 1_024;
const ROWS_A_CHUNK = 100;
const NOTES = 'x'.repeat(980);
const PROFILES = '/api/v1/profiles';

/** All of them in one process, because starting one takes longer than everything that it is then asked. */
describeWith([THOROUGHNESS], 'what a process did when it was killed', () => {
  const directories = new DataDirectories();
  let next: Service;
  let database: Database;
  let accepted: string;

  beforeAll(async () => {
    const directory = await directories.add();
    const killed = await aProcess({ API_KEY: KEY, SANDBOX_LATENCY_MS: '60000', LOG_LEVEL: 'warn' }, directory);
    const post = (path: string, body: object, given: Record<string, string>) =>
      fetch(`${killed.url}${path}`, {
        method: 'POST',
        headers: { 'X-API-Key': KEY, 'Content-Type': 'application/json', ...given },
        body: JSON.stringify(body),
      });

    const batch = await post(BATCH, { profiles: [item('joe')] }, { Prefer: 'respond-async' });
    expect(batch.status).toBe(202);
    ({ status_url: accepted } = (await batch.json()) as { status_url: string });
    await until(async () => {
      const state = await fetch(`${killed.url}${accepted}`, { headers: { 'X-API-Key': KEY } });
      return ((await state.json()) as { status: string }).status === 'processing' || null;
    });

    const ingest = () => post(PROFILES, item('ann'), { 'Idempotency-Key': 'killed' });
    const running = ingest().catch(() => null);
    await until(async () => (await Promise.race([ingest(), running]))?.status === 409 || null);

    const client = connectedTo(Number(new URL(killed.url).port));
    const headers = { 'Content-Type': 'text/csv', 'X-API-Key': KEY };
    await client.send(requestHead('/jobs/upload', headers) + chunk('Mail,Notes\n'));
    for (let row = 0; client.socket.bytesWritten < SENT_BYTES; row += ROWS_A_CHUNK) {
      const rows = Array.from({ length: ROWS_A_CHUNK }, (_, index) => `m${row + index}@example.com,${NOTES}\n`);
      await client.send(chunk(rows.join('')));
    }

    const exit = once(killed.child, 'exit');
    killed.child.kill('SIGKILL');
    await Promise.all([exit, running]);
    client.socket.destroy();
    next = await aService({}, directory);
    const { SqlDatabase } = await built<{ SqlDatabase: typeof Database }>('infrastructure/postgres/sql-database.js');
    database = next.app.get(SqlDatabase, { strict: false });
  });
  afterAll(async () => {
    await next.close();
    directories.remove();
  });

  it('is finished, if it was an accepted batch', async () => {
    const state = await until(async () => {
      const { body } = await next.get(accepted).expect(200);
      return body.status === 'completed' ? body : null;
    });
    expect(state).toMatchObject({ successful: 1, results: [{ url: memberUrl('joe') }] });
  });

  it('can be asked again with the same Idempotency-Key after the lease', async () => {
    const rows = await database.query<{ key: string }>(
      `update jobs.idempotency_keys set claimed_until = now() - interval '1 second' where response is null returning key`,
    );
    expect(rows).toEqual([{ key: 'killed' }]);
    const send = () => next.post(PROFILES, item('ann')).set('Idempotency-Key', 'killed');
    expect((await send().expect(201)).headers).not.toHaveProperty('idempotent-replayed');
    expect((await send().expect(201)).headers['idempotent-replayed']).toBe('true');
  });

  it('is removed, if it was an upload, of which no job is left', async () => {
    expect(await uploadedRows(next)).toBeGreaterThan(0);
    expect((await next.get('/jobs/recent').expect(200)).body).toEqual([]);
    // Until then, a client may still be sending.
    await database.query(`update jobs.unlisted set expires_at = now() - interval '1 second'`);
    const { UnlistedItems } = await built<{ UnlistedItems: typeof Unlisted }>('jobs/unlisted-items.js');
    await next.app.get<Unlisted>(UnlistedItems, { strict: false }).run(new AbortController().signal);
    expect(await uploadedRows(next)).toBe(0);
    expect((await next.get('/jobs/recent').expect(200)).body).toEqual([]);
  });
});
