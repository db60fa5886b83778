import { once } from 'node:events';
import { afterEach, expect, it } from '@jest/globals';
import type { UnlistedItems as Unlisted } from '../../src/jobs/unlisted-items.js';
import { openEmbeddedDatabase } from '../support/embedded-database.js';
import { built } from '../support/jest-worker.js';
import { aProcess, DataDirectories } from '../support/process.js';
import { chunk, connectedTo, requestHead } from '../support/raw-client.js';
import { aService } from '../support/service.js';
import { uploadedRows } from '../support/uploaded-rows.js';

/** More than sockets hold, so that a client that has sent it knows that much of it was stored. */
const SENT_BYTES = 20 * 1_024 * 1_024;
const ROWS_A_CHUNK = 100;
const NOTES = 'x'.repeat(980);

const directories = new DataDirectories();
afterEach(() => directories.remove());

it('a process that is killed in the middle of an upload leaves no job, and the next one removes the rest', async () => {
  const directory = await directories.add();
  const killed = await aProcess({ LOG_LEVEL: 'warn' }, directory);
  const client = connectedTo(Number(new URL(killed.url).port));
  await client.send(requestHead('/jobs/upload', { 'Content-Type': 'text/csv' }) + chunk('Mail,Notes\n'));
  for (let row = 0; client.socket.bytesWritten < SENT_BYTES; row += ROWS_A_CHUNK) {
    const rows = Array.from({ length: ROWS_A_CHUNK }, (_, index) => `m${row + index}@example.com,${NOTES}\n`);
    await client.send(chunk(rows.join('')));
  }
  const exit = once(killed.child, 'exit');
  killed.child.kill('SIGKILL');
  await exit;
  client.socket.destroy();

  const database = await openEmbeddedDatabase(directory);
  const driver = await database.postgres.driver();
  const { rows } = await driver.query<{ items: number; jobs: number }>(
    `select (select count(*) from jobs.items)::int as items, (select count(*) from jobs.jobs)::int as jobs`,
  );
  // Otherwise the next process would wait for a client that may still be sending.
  await driver.query(`update jobs.unlisted set expires_at = now() - interval '1 second'`);
  await database.close();
  expect(rows[0]?.items).toBeGreaterThan(0);
  expect(rows[0]?.jobs).toBe(0);

  const next = await aService({ API_KEY: undefined }, directory);
  const { UnlistedItems } = await built<{ UnlistedItems: typeof Unlisted }>('jobs/unlisted-items.js');
  await next.app.get<Unlisted>(UnlistedItems, { strict: false }).run(new AbortController().signal);
  expect(await uploadedRows(next)).toBe(0);
  expect((await next.bare.get('/jobs/recent').expect(200)).body).toEqual([]);
  await next.close();
});
