import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataDirectories } from '../support/process.js';
import { until } from '../support/until.js';
import { sized } from './support/chaos.js';
import { ChaosUpstream, TROUBLES } from './support/chaos-upstream.js';
import { addresses, slugs } from './support/ledger.js';
import { Subject } from './support/subject.js';

const ITEMS = sized(400, 20);

describe('a source that', () => {
  const directories = new DataDirectories();
  const upstream = new ChaosUpstream();
  let subject: Subject;

  beforeAll(async () => {
    await upstream.start();
    subject = await Subject.start(upstream.environment, await directories.add());
  });
  afterEach(() => upstream.recover());
  afterAll(async () => {
    await subject.service.stop();
    await upstream.close();
    directories.remove();
  });

  it.each(TROUBLES)('%s at every other call fails what it must, once', async (trouble) => {
    const before = upstream.troubled;
    upstream.make(trouble, 2);
    await subject.ledger.job([...addresses(ITEMS), ...slugs(5).map(member)]);
    await subject.ledger.batch(slugs(5));
    await until(async () => (upstream.troubled > before + 5 ? true : null));
    expect(await subject.statusOf('/jobs/recent')).toBe(200);
    upstream.recover();
    await subject.check();
  });

  it('fails at every call makes jobs wait, and say for what, until it answers again', async () => {
    upstream.make('resets the connection', 1);
    const job_id = (await subject.ledger.job(addresses(ITEMS * 5))) ?? '';
    const waiting = await subject.ledger.when(job_id, ({ waiting_for }) => waiting_for !== null);
    expect(waiting).toMatchObject({ status: 'processing', waiting_for: 'source' });
    upstream.recover();
    await subject.check();
  });
});

const member = (slug: string) => ({ linkedin_url: `https://www.linkedin.com/in/${slug}/` });
