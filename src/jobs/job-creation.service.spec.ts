import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aJob, aScope } from '../../test/contract/job-store.builders.js';
import { FakeLinkedInProfilesStore } from '../../test/support/fake-linkedin-profiles.store.js';
import { FakePersonSource } from '../../test/support/fake-person-source.js';
import { FakeTokenPool } from '../../test/support/fake-token-pool.js';
import { InMemoryJobStore } from '../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../test/support/in-memory-queue.js';
import { chainOf, guarded } from '../../test/support/source-chain.js';
import { webhookTargets } from '../../test/support/webhook-targets.js';
import { InvalidRequestError } from '../common/errors/invalid-request.error.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { IdempotentRequest } from '../idempotency/idempotent-request.js';
import { RequestHashes } from '../idempotency/request-hashes.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { RequestPipe } from '../common/validation/request.pipe.js';
import { CreateBatchRequest, type JobSettings } from './dto/create-batch.dto.js';
import { JobAcceptance } from './job-acceptance.js';
import { JobCreationService } from './job-creation.service.js';
import { JOB_CHUNKS } from './job.store.js';
import { ItemChecker } from './lists/item-checker.js';
import { SourceChain } from '../sources/source-chain.js';

/** As a client might send it. */
interface SentRequest {
  emails?: unknown[];
  items?: unknown[];
  priority?: string;
  config?: Partial<JobSettings>;
}

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

const emails = (count: number) => Array.from({ length: count }, (_, index) => `a${index + 1}@example.com`);

describe('JobCreationService', () => {
  let queue: InMemoryQueue;
  let jobs: InMemoryJobStore;
  let profiles: FakeLinkedInProfilesStore;
  let tokens: FakeTokenPool;
  let sources: SourceChain;
  const hashes = new RequestHashes(new PersonDigester('key', true));
  beforeEach(() => {
    queue = new InMemoryQueue();
    jobs = new InMemoryJobStore(queue);
    profiles = new FakeLinkedInProfilesStore();
    tokens = new FakeTokenPool({ one: 100 });
    sources = chainOf(new FakePersonSource('bearer-api', 'required'));
  });

  const create = (sentRequest: SentRequest, key?: string) => {
    const body = { ...(!sentRequest.items && { emails: emails(1) }), ...sentRequest };
    const request = new RequestPipe().transform(body, { type: 'body', metatype: CreateBatchRequest });
    const checker = new ItemChecker(sources);
    const acceptance = new JobAcceptance(profiles, tokens.asPool, sources, webhookTargets());
    const repeatable = key === undefined ? undefined : new IdempotentRequest(aScope(key));
    const service = new JobCreationService(jobs, checker, acceptance, sources, hashes);
    return service.create(request as CreateBatchRequest, repeatable, 'crm');
  };
  const sent = () => queue.table.waiting(JOB_CHUNKS).map(({ payload }) => payload);

  it.each(['https://10.0.0.1/', 'http://hooks.example.com/', 'https://hooks.example.com/\u0000', 'nowhere'])(
    'refuses a webhook to %j, and creates nothing',
    async (webhook_url) => {
      await expect(create({ config: { webhook_url } })).rejects.toMatchObject({
        fieldErrors: [{ field: 'config.webhook_url', error_type: 'webhook_target', invalid_value: webhook_url }],
      });
      expect(sent()).toEqual([]);
    },
  );

  it('stores the job and sends its chunks before it responds', async () => {
    const { job_id, ...answer } = await create({ emails: emails(250), priority: 'HIGH' });
    expect(answer).toMatchObject({ success: true, total_emails: 250, priority: 'HIGH', invalid_emails: [] });
    expect(await jobs.find(job_id)).toMatchObject({
      status: 'pending',
      priority: 'HIGH',
      total_emails: 250,
      created_by: 'crm',
    });
    expect(sent()).toEqual([
      { job_id, from: 1, to: 100 },
      { job_id, from: 101, to: 200 },
      { job_id, from: 201, to: 250 },
    ]);
  });

  it('fills in defaults for omitted fields', async () => {
    const { job_id } = await create({ config: { concurrency: 7 } });
    expect((await jobs.find(job_id))?.config).toEqual({
      requests_per_token: 15,
      delay_seconds: 0,
      concurrency: 7,
      save_to_dynamodb: true,
      store_profile: true,
      include_companies: false,
      max_age_hours: null,
      force_refresh: false,
      max_credits: null,
      webhook_url: null,
    });
  });

  it('removes duplicates, keeps the order, and returns the invalid addresses', async () => {
    const answer = await create({ emails: ['b@example.com', 'nonsense', 'A@Example.com', 'b@example.com', 7] });
    expect(answer).toMatchObject({ total_emails: 2, duplicates_removed: 1 });
    expect(answer.invalid_emails.map(({ value }) => value)).toEqual(['nonsense', '7']);
    const items = await jobs.unfinished(answer.job_id, 1, 5);
    expect(items.map(({ email }) => email)).toEqual(['b@example.com', 'a@example.com']);
  });

  it('rejects a request without a valid address, and quotes a few of the invalid ones', async () => {
    const refused = create({ emails: Array.from({ length: 30 }, () => 'nonsense') });
    await expect(refused).rejects.toThrow(InvalidRequestError);
    await refused.catch((error: InvalidRequestError) => expect(error.fieldErrors).toHaveLength(10));
    expect(await jobs.listRecent(10)).toEqual([]);
  });

  it('rejects every request if the source does not accept email addresses', async () => {
    sources = new SourceChain([guarded(new FakePersonSource())], []);
    await expect(create({})).rejects.toMatchObject({ code: 'SOURCE_TAKES_NO_EMAILS' });
    expect(sent()).toEqual([]);
  });

  describe('with items', () => {
    const url = (name: string) => `https://www.linkedin.com/in/${name}/`;

    it('stores what each of them says, by URL or address, and the keys of what they carry along', async () => {
      const items = [
        { linkedin_url: 'linkedin.com/in/Ann', suggested_role: 'cto', custom: { crm_id: 1, team: 'A' } },
        { email: 'Bob <Bob@example.com>', name: 'Bob', include_companies: true, custom: { note: 'x', crm_id: '2' } },
        { email: 'cy@example.com', linkedin_url: url('cy') },
      ];
      const { job_id, ...answer } = await create({ items });
      expect(answer).toMatchObject({
        total_emails: 3,
        total_items: 3,
        rows_read: 3,
        invalid_count: 0,
        invalid_rows: [],
      });
      const none = { email: null, linkedin_url: null, suggested_role: null, name: null, include_companies: null };
      expect(await jobs.unfinished(job_id, 1, 3)).toMatchObject([
        { ...none, linkedin_url: url('ann'), suggested_role: 'CTO', custom: { crm_id: '1', team: 'A' } },
        { ...none, email: 'bob@example.com', name: 'Bob', include_companies: true, custom: { note: 'x', crm_id: '2' } },
        { ...none, email: 'cy@example.com', linkedin_url: url('cy'), custom: null },
      ]);
      const columns = ['crm_id', 'team', 'note'].map((name) => ({ name, as: null }));
      expect(await jobs.find(job_id)).toMatchObject({ columns, file_name: null, total_emails: 3 });
    });

    it('leaves out rows that are invalid or came before, and says which', async () => {
      const items = [{ email: 'a@' }, { email: 'a@example.com' }, 7, { email: 'A@example.com' }, { linkedin_url: 'x' }];
      const answer = await create({ items });
      expect(answer).toMatchObject({ total_items: 1, rows_read: 5, duplicates_removed: 1, invalid_count: 3 });
      expect(answer.invalid_emails).toEqual([]);
      expect(answer.invalid_rows.map(({ row, value }) => [row, value])).toEqual([
        [1, 'a@'],
        [3, '7'],
        [5, 'x'],
      ]);
    });

    it('shows the first hundred invalid rows of many', async () => {
      const { invalid_rows, invalid_count } = await create({ items: [...Array(150).fill('x'), { email: 'a@x.com' }] });
      expect([invalid_rows.length, invalid_count]).toEqual([100, 150]);
      const byEmail = await create({ emails: [...Array(150).fill('a'), 'a@x.com'] });
      expect([byEmail.invalid_rows.length, byEmail.invalid_count, byEmail.invalid_emails.length]).toEqual([
        100, 150, 150,
      ]);
      expect(byEmail.invalid_rows.at(-1)).toMatchObject({ row: 100, value: 'a' });
    });

    it('rejects a list without a valid item, and quotes a few of them', async () => {
      const error = await create({ items: [{ email: 'a@' }, {}] }).catch((refused: InvalidRequestError) => refused);
      expect(error).toMatchObject({ fieldErrors: [{ field: 'items.0', invalid_value: 'a@' }, { field: 'items.1' }] });
    });

    it('has room for a hundred different keys of what items carry along', async () => {
      const items = Array.from({ length: 101 }, (_, n) => ({ email: `${n}@x.com`, custom: { [`key ${n}`]: 'x' } }));
      const answer = await create({ items });
      expect(answer.invalid_rows).toEqual([expect.objectContaining({ row: 101, value: 'key 100' })]);
      expect((await jobs.find(answer.job_id))?.columns).toHaveLength(100);
    });

    it('says of rows that no configured source accepts what to set', async () => {
      sources = new SourceChain([guarded(new FakePersonSource())], []);
      const answer = await create({ items: [{ email: 'a@x.com' }, { linkedin_url: url('ann') }] });
      expect(answer.invalid_rows).toEqual([
        { row: 1, value: 'a@x.com', reason: expect.stringContaining('EMAIL_SOURCE') },
      ]);
      await expect(create({ items: [{ email: 'a@x.com' }] })).rejects.toThrow(InvalidRequestError);
    });

    it('counts token uses of those that are looked up by address', async () => {
      const items = [
        ...emails(101).map((email) => ({ email })),
        ...emails(50).map((email, n) => ({ email, linkedin_url: url(`a${n}`) })),
      ];
      expect(await create({ items })).toMatchObject({
        estimated_capacity_used: 101,
        token_rotation: { estimated_token_switches: 6 },
        warning: expect.stringMatching(/100 .*101/),
      });
      expect(await create({ items: items.slice(101) })).toMatchObject({ estimated_capacity_used: 0, warning: null });
    });

    it('is the same request with the same key if it means the same', async () => {
      const first = await create({ items: [{ linkedin_url: url('ann'), custom: { a: 1 } }] }, 'key');
      expect(await create({ items: [{ linkedin_url: 'linkedin.com/in/ANN', custom: { a: '1' } }] }, 'key')).toEqual(
        first,
      );
      const other = create({ items: [{ linkedin_url: url('ann'), custom: { a: 2 } }] }, 'key');
      await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    });
  });

  it.each<[string, object, string, string]>([
    ['neither', {}, 'emails', 'missing'],
    ['both', { emails: ['a@x.com'], items: [{ email: 'a@x.com' }] }, 'emails', 'mutually_exclusive'],
    ['no item', { items: [] }, 'items', 'too_short'],
    ['too many items', { items: Array(50_001).fill('x') }, 'items', 'too_long'],
    ['items that are no list', { items: 'a@x.com' }, 'items', 'list_type'],
    ['null', { emails: null }, 'emails', 'list_type'],
  ])('rejects %s', (_case, body, field, error_type) => {
    const read = () => new RequestPipe().transform(body, { type: 'body', metatype: CreateBatchRequest });
    const refused = outcome(read) as InvalidRequestError;
    expect(refused.fieldErrors).toEqual([expect.objectContaining({ field, error_type })]);
  });

  it('returns nothing that was not stored', async () => {
    queue.table.isAway = true;
    await expect(create({}, 'key')).rejects.toThrow(StoreUnavailableError);
    queue.table.isAway = false;
    expect(await jobs.listRecent(10)).toEqual([]);
    await expect(create({}, 'key')).resolves.toMatchObject({ success: true });
  });

  describe('with an idempotency key', () => {
    it('returns the same document again and creates nothing', async () => {
      const first = await create({ emails: emails(3) }, 'key');
      await tokens.lease(10);
      profiles.problem = 'away';
      expect(await create({ emails: emails(3) }, 'key')).toEqual(first);
      expect(await jobs.listRecent(10)).toHaveLength(1);
      expect(sent()).toHaveLength(1);
    });

    it('creates one job for the same request sent several times at once', async () => {
      const answers = await Promise.all(Array.from({ length: 5 }, () => create({ emails: emails(3) }, 'key')));
      expect(new Set(answers.map(({ job_id }) => job_id)).size).toBe(1);
      expect(await jobs.listRecent(10)).toHaveLength(1);
    });

    it('compares requests by meaning, not by spelling', async () => {
      const { job_id } = await create({ emails: emails(1) }, 'key');
      const same = await create({ emails: [...emails(1), ...emails(1)], priority: 'NORMAL', config: {} }, 'key');
      expect(same.job_id).toBe(job_id);
    });

    it('recognizes a request that was first sent before there were settings for profiles', async () => {
      // As releases without these settings computed it.
      const config = { requests_per_token: 15, delay_seconds: 0, concurrency: 32, save_to_dynamodb: true };
      const earlier = { emails: emails(1), priority: 'NORMAL', config: { ...config, webhook_url: null } };
      const request_hash = createHash('sha256').update(JSON.stringify(earlier)).digest('hex');
      const idempotency = { ...aScope('key'), request_hash, response: { job_id: 'the first' } };
      await jobs.create(aJob(1, { idempotency }), 100);
      expect(await create({}, 'key')).toEqual({ job_id: 'the first' });
    });

    it.each<[string, SentRequest]>([
      ['other addresses', { emails: emails(2) }],
      ['another priority', { priority: 'LOW' }],
      ['another configuration', { config: { delay_seconds: 1 } }],
      ['no profiles', { config: { store_profile: false } }],
      ['companies', { config: { include_companies: true } }],
      ['stored profiles', { config: { max_age_hours: 24 } }],
      ['profiles that are fetched again', { config: { force_refresh: true } }],
    ])('refuses the key for %s', async (_, other) => {
      await create({}, 'key');
      await expect(create(other, 'key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
      expect(await jobs.listRecent(10)).toHaveLength(1);
    });

    it('creates a job for every request without a key', async () => {
      await create({});
      await create({});
      expect(await jobs.listRecent(10)).toHaveLength(2);
    });
  });

  describe('capacity warning', () => {
    it('is absent if the tokens suffice', async () => {
      expect(await create({ emails: emails(100) })).toMatchObject({ available_capacity: 100, warning: null });
    });

    it('is present if they do not, and the job is accepted', async () => {
      const { warning, available_capacity } = await create({ emails: emails(101) });
      expect(available_capacity).toBe(100);
      expect(warning).toMatch(/100 .*101/);
    });

    it('does not keep the job from being accepted when the token table cannot be read', async () => {
      tokens.capacity = () => Promise.reject(new StoreUnavailableError('away'));
      const { job_id, available_capacity, warning } = await create({});
      expect(available_capacity).toBeNull();
      expect(warning).toEqual(expect.any(String));
      expect(await jobs.find(job_id)).not.toBeNull();
    });
  });

  it.each([
    [true, true, true],
    [true, false, false],
    [false, true, false],
  ])(
    'promises a save where it is wanted (%s) and the table is there (%s)',
    async (save_to_dynamodb, isThere, promised) => {
      profiles.problem = isThere ? null : 'away';
      expect(await create({ config: { save_to_dynamodb } })).toMatchObject({ linkedin_profiles_auto_save: promised });
    },
  );
});
