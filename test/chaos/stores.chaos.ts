import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { DataDirectories } from '../support/process.js';
import { describeWith } from '../support/needed-programs.js';
import { OWN_POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { StoppableDynamoDb } from '../support/stoppable-dynamodb.js';
import { until } from '../support/until.js';
import { sized } from './support/chaos.js';
import { ChaosUpstream } from './support/chaos-upstream.js';
import { addresses, slugs } from './support/ledger.js';
import { Subject } from './support/subject.js';

const ITEMS = sized(2_000, 150);
/** How long a store is away or does not answer, in milliseconds. */
const AWAY_MS = sized(15_000, 2_000);

describeWith([OWN_POSTGRES], 'a service under load', () => {
  const directories = new DataDirectories();
  const upstream = new ChaosUpstream();
  const dynamodb = new StoppableDynamoDb();
  let postgres: RealPostgres;
  let subject: Subject;

  beforeAll(async () => {
    await Promise.all([upstream.start(), dynamodb.start()]);
    postgres = (await openRealPostgres())!;
    subject = await Subject.start(
      {
        ...upstream.environment,
        DATABASE_URL: await postgres.database(),
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
      await directories.add(),
    );
  });
  afterEach(() => upstream.recover());
  afterAll(async () => {
    await subject.service.stop();
    await Promise.all([postgres.close(), dynamodb.remove(), upstream.close()]);
    directories.remove();
  });

  /** Work that has begun, and more of it while the store is away; some of it may be refused then. */
  async function troubled(away: () => unknown, back: () => unknown): Promise<void> {
    const job_id = (await subject.ledger.job(addresses(ITEMS), { concurrency: 8 })) ?? '';
    await subject.ledger.when(job_id, ({ processed_items }) => processed_items > 0);
    await away();
    const during = [subject.ledger.batch(slugs(3)), subject.ledger.job(addresses(10))];
    expect(await subject.statusOf('/health/live')).toBe(200);
    await pause(AWAY_MS);
    await back();
    await Promise.all(during);
    await subject.check();
  }

  it.each(['fast', 'immediate'] as const)('outlives a Postgres that is stopped %s', (how) =>
    troubled(
      () => postgres.stop(how),
      () => postgres.start(),
    ),
  );

  it('outlives a Postgres that does not answer', () =>
    troubled(
      () => postgres.signal('SIGSTOP'),
      () => postgres.signal('SIGCONT'),
    ));

  it('outlives a DynamoDB that is away', () =>
    troubled(
      () => dynamodb.stop(),
      () => dynamodb.start(),
    ));

  it('outlives a DynamoDB that does not answer', () =>
    troubled(
      () => dynamodb.signal('SIGSTOP'),
      () => dynamodb.signal('SIGCONT'),
    ));

  it('outlives all of them at once, with a source that fails too', async () => {
    upstream.make('fails with HTTP 500', 1);
    await troubled(
      async () => {
        await dynamodb.stop();
        await postgres.stop('immediate');
        await until(async () => ((await subject.statusOf('/health/ready')) === 503 ? true : null));
      },
      async () => {
        upstream.recover();
        await Promise.all([dynamodb.start(), postgres.start()]);
      },
    );
  });
});
