import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDbLinkedInProfilesStore } from '../../src/linkedin-profiles/dynamodb-linkedin-profiles.store.js';
import { endWithTests } from '../support/jest-worker.js';
import { openEmbeddedDynamoDb } from '../support/embedded-dynamodb.js';
import { isFullExtent } from '../support/extent.js';
import { settings } from '../support/settings.js';

const WRITER = fileURLToPath(new URL('./linkedin-profiles-writer.mjs', import.meta.url));
/** The project as built, because the writer is a separate process. */
const BUILT = fileURLToPath(new URL('../../', import.meta.url));
/** After how many acknowledgments each writer is killed. */
const KILLED_AFTER = isFullExtent ? [120, 205, 290] : [205];

describe('a process that is killed while it saves LinkedIn profiles', () => {
  let dataDirectory: string;
  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-dynamodb-'));
  });
  afterAll(async () => {
    await rm(dataDirectory, { recursive: true, force: true });
  });

  /** Kills the writer after a number of acknowledgments, wherever it is then; returns the last batch of each address. */
  async function writeAndKill(from: number, acknowledgements: number): Promise<Map<string, number>> {
    const child = spawn(process.execPath, [WRITER, BUILT, dataDirectory, String(from)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    endWithTests(child);
    const exited = once(child, 'exit');
    const acknowledged = new Map<string, number>();
    let count = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const [email = '', batch] = line.split(' ');
      acknowledged.set(email, Number(batch));
      count += 1;
      if (count === acknowledgements) child.kill('SIGKILL');
    }
    await exited;
    return acknowledged;
  }

  it('has stored every acknowledged row completely, and readers see one row per address', async () => {
    const acknowledged = new Map<string, number>();
    for (const [round, acknowledgments] of KILLED_AFTER.entries()) {
      const written = await writeAndKill(round * 1000, acknowledgments);
      for (const [email, batch] of written) acknowledged.set(email, batch);
    }
    const { dynamodb, close } = await openEmbeddedDynamoDb(dataDirectory);
    const store = new DynamoDbLinkedInProfilesStore(dynamodb, settings());
    const listed = new Map<string, number>();
    let cursor: string | undefined;
    do {
      const { rows, next_cursor } = await store.list({}, { limit: 100, cursor });
      for (const { email, profile_data } of rows) {
        expect(listed.has(email)).toBe(false);
        listed.set(email, (profile_data as { batch: number }).batch);
      }
      cursor = next_cursor ?? undefined;
    } while (cursor !== undefined);
    await close();
    // A later row may have been written without being acknowledged.
    expect([...acknowledged].filter(([email, batch]) => (listed.get(email) ?? -1) < batch)).toEqual([]);
    // A fifth of the rows are about few addresses.
    expect(acknowledged.size).toBeGreaterThan(0.7 * KILLED_AFTER.reduce((sum, count) => sum + count));
  });
});
