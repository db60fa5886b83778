import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aJob, anError, aResult } from '../../test/contract/job-store.builders.js';
import { FakeLinkedInProfilesStore } from '../../test/support/fake-linkedin-profiles.store.js';
import { FakePayloads } from '../../test/support/fake-payloads.js';
import { InMemoryCreditStore } from '../../test/support/in-memory-credit.store.js';
import { InMemoryJobStore } from '../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../test/support/in-memory-queue.js';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { JobsService } from './jobs.service.js';
import { ResultPayloads } from './result-payloads.js';

describe('JobsService', () => {
  let jobs: InMemoryJobStore;
  let people: FakePayloads;
  let credits: InMemoryCreditStore;
  let service: JobsService;
  let job_id: string;
  beforeEach(async () => {
    jobs = new InMemoryJobStore(new InMemoryQueue());
    people = new FakePayloads().set('person 1', 'bearer-api', '{"name":"One"}');
    const profiles = new FakeLinkedInProfilesStore();
    credits = new InMemoryCreditStore();
    service = new JobsService(jobs, profiles, new ResultPayloads(people.asStore, profiles), credits);
    const job = aJob(3);
    ({ job_id } = job);
    await jobs.create(job, 100);
    await jobs.finish(job_id, [aResult(1, { data: null, profile_id: 'person 1' }), anError(2), aResult(3)]);
  });

  it('shows results with the payload of their person, and who answered', async () => {
    const { results, errors } = await service.results(job_id, { limit: 10 });
    const sources_asked = [{ source: 'bearer-api', outcome: 'found' }];
    expect(results).toMatchObject([
      { email_number: 1, data: { name: 'One' }, profile_id: 'person 1', source: 'bearer-api', sources_asked },
      { email_number: 3, data: aResult(3).data, profile_id: null },
    ]);
    expect(errors).toMatchObject([{ email_number: 2, sources_asked: [{ source: 'bearer-api', outcome: 'failed' }] }]);
    const detail = await service.detail(job_id);
    expect(detail.recent_results.map(({ email_number, data }) => [email_number, data])).toEqual([
      [3, aResult(3).data],
      [1, { name: 'One' }],
    ]);
  });

  it('reads what it shows of a job at once', async () => {
    const reads = [jest.spyOn(jobs, 'find'), jest.spyOn(jobs, 'recent'), jest.spyOn(credits, 'states')];
    const detail = service.detail(job_id);
    expect(reads.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
    expect(await detail).toMatchObject({ job_id, recent_results: [{ email_number: 3 }, { email_number: 1 }] });
  });

  it('finds no job whose ID is no UUID, nor one that does not exist', async () => {
    for (const id of ['unknown', randomUUID()])
      await expect(service.detail(id)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  it('asks once for the recent results of all jobs of a list', async () => {
    await service.recent(10);
    expect(people.calls).toEqual([1]);
  });

  it('shows the progress while the people are unavailable, and no page of results with a hole', async () => {
    people.isAway = true;
    for (const detail of [await service.detail(job_id), ...(await service.recent(10))]) {
      expect(detail.recent_results).toMatchObject([
        { email_number: 3, data: aResult(3).data },
        { email_number: 1, data: null },
      ]);
    }
    await expect(service.results(job_id, { limit: 10 })).rejects.toThrow(StoreUnavailableError);
  });
});
