import { cpSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canMount, smallDisk, unmountAll } from '../support/small-disk.js';
import { until } from '../support/until.js';
import { sized } from './support/chaos.js';
import { ChaosUpstream } from './support/chaos-upstream.js';
import { addresses, slugs } from './support/ledger.js';
import { Subject } from './support/subject.js';

const MB = 1024 * 1024;
const ROUNDS = sized(5, 1);
const ITEMS = sized(500, 150);

if (!canMount) process.stdout.write('Skipped: a full disk, because this user cannot mount a small one\n');
const describeWhereAllowed = canMount ? describe : describe.skip;

describeWhereAllowed('a service on a disk that fills up under load', () => {
  const upstream = new ChaosUpstream();
  let directory: string;
  let subject: Subject;

  beforeAll(async () => {
    directory = smallDisk(400) ?? '';
    cpSync(process.env['TEST_DATA_TEMPLATE'] ?? '', directory, { recursive: true });
    await upstream.start();
    subject = await Subject.start(upstream.environment, directory);
  });
  afterAll(async () => {
    await subject.service.stop();
    await upstream.close();
    unmountAll();
  });

  it('finishes what it has accepted when space was freed', async () => {
    const filler = join(directory, 'filler');
    for (let round = 0; round < ROUNDS; round += 1) {
      const job_id = (await subject.ledger.job(addresses(ITEMS), { concurrency: 4 })) ?? '';
      await subject.ledger.when(job_id, ({ processed_items }) => processed_items > 0);
      const { bavail, bsize } = statfsSync(directory);
      writeFileSync(filler, Buffer.alloc(bavail * bsize - 20 * MB));
      await until(async () => ((await subject.statusOf('/health/ready')) === 503 ? true : null));
      await subject.ledger.job(addresses(20));
      await subject.ledger.batch(slugs(3));
      expect(await subject.statusOf('/health/live')).toBe(200);
      rmSync(filler);
      await subject.check();
    }
  });
});
