import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endWithTests } from '../support/jest-worker.js';
import { openEmbeddedDatabase } from '../support/embedded-database.js';
import { isFullExtent } from '../support/extent.js';
import { freshDataDirectory } from '../support/fresh-data-directory.js';
import { NODE_FLAGS } from '../support/node-flags.js';

const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url));
/** The project as built, because the writer is a separate process. */
const BUILT = fileURLToPath(new URL('../../', import.meta.url));
/** After how many acknowledgments each writer is killed. */
const KILLED_AFTER = isFullExtent ? [11, 18, 25] : [18];

describe('a process that is killed while it stores profiles', () => {
  let dataDirectory: string;
  beforeAll(async () => {
    dataDirectory = await freshDataDirectory();
  });
  afterAll(async () => {
    await rm(dataDirectory, { recursive: true, force: true });
  });

  /** Kills the writer after a number of acknowledgments, at any point in the next write; returns the acknowledged slugs. */
  async function writeAndKill(from: number, acknowledgements: number): Promise<string[]> {
    const child = spawn(process.execPath, [...NODE_FLAGS, WRITER, BUILT, dataDirectory, String(from)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    endWithTests(child);
    const exited = once(child, 'exit');
    const acknowledged: string[] = [];
    for await (const slug of createInterface({ input: child.stdout })) {
      acknowledged.push(slug);
      if (acknowledged.length === acknowledgements) child.kill('SIGKILL');
    }
    await exited;
    return acknowledged;
  }

  it('has stored every acknowledged profile completely, and none partially', async () => {
    const acknowledged: string[] = [];
    for (const [round, acknowledgments] of KILLED_AFTER.entries()) {
      acknowledged.push(...(await writeAndKill(round * 1000, acknowledgments)));
    }
    const database = await openEmbeddedDatabase(dataDirectory);
    const driver = await database.postgres.driver();
    const { rows } = await driver.query<{ public_id: string; whole: boolean }>(`
      select public_id,
        (select count(*) from profile_companies l
          join embeddings e on e.company_id = l.company_id
          join raw_payloads r on r.company_id = l.company_id
          where l.profile_id = p.id) = 2
        and exists (select from embeddings where profile_id = p.id)
        and exists (select from raw_payloads where profile_id = p.id and payload->>'slug' = p.public_id) as whole
      from profiles p`);
    await database.close();
    expect(rows.filter(({ whole }) => !whole)).toEqual([]);
    const stored = new Set(rows.map(({ public_id }) => public_id));
    expect(acknowledged.filter((slug) => !stored.has(slug))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLED_AFTER.reduce((sum, count) => sum + count));
  });
});
