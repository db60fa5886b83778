import { beforeEach, describe, expect, it } from '@jest/globals';
import { anError, aResult } from '../../test/contract/job-store.builders.js';
import { FakeLinkedInProfilesStore } from '../../test/support/fake-linkedin-profiles.store.js';
import { FakePayloads } from '../../test/support/fake-payloads.js';
import { ResultPayloads } from './result-payloads.js';
import { profileRow } from './worker/outcome-recorder.js';

/** A result whose person is stored, with its payload there. */
const ofPerson = (number: number) => aResult(number, { data: null, profile_id: `person ${number}` });
/** A result that identifies nobody, with its payload in the LinkedIn profiles table. */
const ofRow = (number: number) => aResult(number, { data: null, profile_id: null });

describe('ResultPayloads', () => {
  let people: FakePayloads;
  let rows: FakeLinkedInProfilesStore;
  let payloads: ResultPayloads;
  beforeEach(async () => {
    people = new FakePayloads();
    rows = new FakeLinkedInProfilesStore();
    payloads = new ResultPayloads(people.asStore, rows);
    people.set('person 1', 'bearer-api', '{"name":"One"}').set('person 1', 'cassidy', '{"name":"Another"}');
    await rows.saveAll([profileRow('job', aResult(2, { data: { name: 'Two' } }))]);
  });

  const dataOf = async (outcomes: Parameters<ResultPayloads['join']>[0]) =>
    (await payloads.join(outcomes)).map((outcome) => (outcome.success ? outcome.data : outcome.error));

  it('reads the data from where they are, in order', async () => {
    const outcomes = [aResult(4), ofRow(2), anError(3), ofPerson(1)];
    expect(await dataOf(outcomes)).toEqual([aResult(4).data, { name: 'Two' }, anError(3).error, { name: 'One' }]);
  });

  it('asks once for all people of a page, and for nothing that is not there', async () => {
    await payloads.join([ofPerson(1), ofPerson(5), aResult(4), ofPerson(1)]);
    expect(people.calls).toEqual([3]);
    await payloads.join([aResult(4), anError(3)]);
    expect(people.calls).toEqual([3]);
  });

  it('answers null for what was deleted', async () => {
    expect(await dataOf([ofPerson(5), ofRow(6), ofPerson(1)])).toEqual([null, null, { name: 'One' }]);
  });

  it('does not look for data that was never saved', async () => {
    rows.problem = 'away';
    people.isAway = true;
    expect(await dataOf([aResult(1, { data: null, saved_to_linkedin_profiles: false })])).toEqual([null]);
  });

  it('keeps all digits of numbers', async () => {
    people.set('person 7', 'bearer-api', '{"id":9007199254740993}');
    const [data] = await dataOf([ofPerson(7)]);
    expect(JSON.stringify(data)).toBe('{"id":9007199254740993}');
  });

  it.each<[string, () => void]>([
    ['the people are', () => (people.isAway = true)],
    ['the table is', () => (rows.problem = 'The table is away')],
  ])('leaves no hole while %s unavailable', async (_, takeAway) => {
    takeAway();
    await expect(payloads.join([aResult(4), ofPerson(1), ofRow(2)])).rejects.toThrow('away');
  });
});
