import { describe, expect, it } from '@jest/globals';
import { anError, aResult } from '../../../test/contract/job-store.builders.js';
import { FakePayloads } from '../../../test/support/fake-payloads.js';
import type { StoredSummary } from '../../profile-store/profile.store.js';
import { ResultPeople } from './result-people.js';

const stored = { name: 'Ann as stored', source: 'cassidy', fetched_at: new Date(0) } as StoredSummary;
const bob = { persons: [{ displayName: 'Bob', headline: 'CIO', linkedInUrl: 'https://www.linkedin.com/in/bob/' }] };

describe('the people of results', () => {
  it('are those that are stored, else those in the answers, in order', async () => {
    const people = new FakePayloads();
    people.people.set('ann', stored);
    const { timestamp } = aResult(2);
    const outcomes = [
      aResult(1, { profile_id: 'ann', data: bob }),
      aResult(2, { data: bob }),
      anError(3),
      aResult(4, { profile_id: 'gone', data: null }),
      aResult(5, { data: null }),
      aResult(6, { data: { persons: [] } }),
      aResult(7, { profile_id: 'ann', data: null }),
    ];
    const answered = { name: 'Bob', headline: 'CIO', source: 'bearer-api', fetched_at: timestamp };
    expect(await new ResultPeople(people.asStore).of(outcomes)).toEqual([
      stored,
      expect.objectContaining({ ...answered, linkedin_url: 'https://www.linkedin.com/in/bob/' }),
      null,
      null,
      null,
      null,
      stored,
    ]);
  });

  it('have the URL by which they were found where the answer says none', async () => {
    const linkedin_url = 'https://www.linkedin.com/in/ann/';
    const data = { full_name: 'Ann' };
    const byUrl = aResult(1, { data, linkedin_url, token_used: null });
    const byEmail = aResult(2, { data, linkedin_url, token_used: 'token_1' });
    const summaries = await new ResultPeople(new FakePayloads().asStore).of([byUrl, byEmail]);
    expect(summaries.map((summary) => summary?.linkedin_url)).toEqual([linkedin_url, null]);
  });
});
