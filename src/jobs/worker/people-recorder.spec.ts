import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { enriched } from '../../../test/contract/builders.js';
import { anError, aResult } from '../../../test/contract/job-store.builders.js';
import { FakeProfileStore } from '../../../test/support/fake-profile-store.js';
import { FakeSuppressions } from '../../../test/support/fake-suppressions.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { ProfileStore } from '../../profile-store/profile.store.js';
import { PeopleRecorder } from './people-recorder.js';
import type { PreparedItem } from './prepared-item.js';
import { Tally } from '../../common/tally/tally.js';
import { StageTimes } from '../../pipeline/stage-times.js';

const fetched = (number: number, name: string | null = 'Ann'): PreparedItem => ({
  outcome: aResult(number),
  profile: enriched(`member-${number}`, { values: { name } }),
});
const failed = (number: number): PreparedItem => ({ outcome: anError(number), profile: null });

describe('PeopleRecorder', () => {
  beforeAll(() => Logger.overrideLogger(false));

  let store: FakeProfileStore;
  let suppressions: FakeSuppressions;
  let recorder: PeopleRecorder;
  beforeEach(() => {
    store = new FakeProfileStore();
    suppressions = new FakeSuppressions();
    recorder = new PeopleRecorder(
      store as unknown as ProfileStore,
      suppressions.asSuppressions,
      new StageTimes(new Tally()),
    );
  });

  it('stores the people and refers to them', async () => {
    const items = [fetched(1), failed(2), fetched(3), { outcome: aResult(4), profile: null }];
    const outcomes = await recorder.record('job', items);
    const [one, three] = store.profiles;
    expect(outcomes).toEqual([
      aResult(1, { profile_id: one!.id }),
      anError(2),
      aResult(3, { profile_id: three!.id }),
      aResult(4),
    ]);
  });

  it('stores no suppressed person, and suppresses what the person was found by', async () => {
    store.isSuppressed = ({ profile }) => profile.public_id === 'member-1';
    expect(await recorder.record('job', [fetched(1), fetched(2)])).toMatchObject([
      { success: false, error: 'This person asked not to be stored', error_type: 'suppressed', retryable: false },
      { success: true },
    ]);
    expect(suppressions.extended).toMatchObject([{ slugs: expect.arrayContaining(['member-1']) }]);
  });

  it('marks people to be stored later while the store is unavailable, and does not wait for it again and again', async () => {
    let calls = 0;
    store.saveAll = async () => {
      calls += 1;
      throw new StoreUnavailableError('away');
    };
    for (const number of [1, 2]) {
      expect(await recorder.record('job', [fetched(number), failed(9)])).toEqual([
        aResult(number, { to_store: true }),
        anError(9),
      ]);
    }
    expect(calls).toBe(1);
  });

  it('reports a member who hides the name as restricted', async () => {
    await recorder.record('job', [fetched(1)]);
    expect(await recorder.record('job', [fetched(1, null)])).toMatchObject([
      {
        success: false,
        error_type: 'user_restricted',
        retryable: false,
        sources_asked: [{ source: 'bearer-api', outcome: 'restricted' }],
      },
    ]);
  });

  it.each<[string, (store: FakeProfileStore) => void]>([
    [
      'the store rejects',
      (fake) => (fake.refusal = ({ profile }) => (profile.public_id === 'member-2' ? new Error('bad') : null)),
    ],
    ['nobody expected to fail', (fake) => (fake.saveAll = () => Promise.reject(new TypeError('defect')))],
  ])('keeps the answer of a person that %s', async (_, spoil) => {
    spoil(store);
    const [, second] = await recorder.record('job', [fetched(1), fetched(2)]);
    expect(second).toEqual(aResult(2));
  });
});
