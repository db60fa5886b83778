import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { NO_TRACES, type PersonTraces } from '../model/person-traces.js';
import { PersonDataRegistry } from '../suppression/person-data.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { PersonEraser } from './person-eraser.js';
import { removedOf, type ErasureReceipt, type Removed } from './receipts/erasure-receipt.js';

const digester = new PersonDigester('key', true);
const GIVEN: PersonTraces = { ...NO_TRACES, slugs: ['ann'] };
const KNOWN: PersonTraces = { slugs: ['ann'], linkedin_ids: ['1'], emails: ['ann@x.io'], profile_ids: ['p'] };

describe('erasing a person', () => {
  beforeAll(() => Logger.overrideLogger(false));
  /** What was called, in order; the store that is unavailable. */
  let calls: string[];
  let away: string | null;
  let suppressed: Set<string>;
  let receipt: ErasureReceipt;
  let eraser: PersonEraser;

  /** Works only if everything that leads to the person is suppressed before. */
  const erasing = async (name: string, person: PersonTraces, count: number) => {
    calls.push(name);
    expect(digester.digests(person).filter((digest) => !suppressed.has(digest))).toEqual([]);
    if (away === name) throw new StoreUnavailableError('away');
    return count;
  };

  beforeEach(() => {
    jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    [calls, away, suppressed] = [[], null, new Set()];
    const none = removedOf({});
    receipt = { receipt_id: 'r', erased_at: null, removed: none, created_by: 'key', requested_at: new Date(0) };
    const others = new PersonDataRegistry();
    others.register({ kind: 'deliveries', erase: (person) => erasing('deliveries', person, 7) });
    const parts = [
      { add: async (digests: string[]) => digests.forEach((digest) => suppressed.add(digest)) },
      digester,
      {
        collect: async (person: PersonTraces) => (expect(suppressed.size).toBeGreaterThan(0), { ...person, ...KNOWN }),
      },
      {
        open: async () => receipt,
        add: async (_id: string, _digests: string[], removed: Partial<Removed>) => {
          const sum = Object.entries(removed).map(([kind, count]) => [
            kind,
            receipt.removed[kind as 'changes'] + count,
          ]);
          receipt = { ...receipt, removed: { ...receipt.removed, ...Object.fromEntries(sum) } };
        },
        finish: async () => (receipt = { ...receipt, erased_at: new Date(1) }),
      },
      {
        erase: async (person: PersonTraces) => ({
          profiles: await erasing('people', person, 1),
          vectors: 1,
          company_links: 2,
          raw_payloads: 3,
          changes: 4,
        }),
      },
      { erase: (person: PersonTraces) => erasing('jobs', person, 5) },
      { erase: (person: PersonTraces) => erasing('batches', person, 6) },
      {
        erase: (person: PersonTraces) => erasing('rows', person, 1),
        erasePage: async (after: string | null) => ({ rows: 1, deleted: 1, next: after === null ? 'more' : null }),
      },
      others,
      { request: async () => void calls.push('residue') },
    ];
    eraser = new PersonEraser(...(parts as unknown as ConstructorParameters<typeof PersonEraser>));
  });

  it('suppresses everything that leads to the person, then erases all stores, that of people last', async () => {
    const { erased_at, removed } = await eraser.erase(GIVEN, 'key');
    expect(calls).toEqual(['jobs', 'batches', 'rows', 'deliveries', 'people', 'residue']);
    expect(erased_at).toEqual(new Date(1));
    expect(removed).toEqual({
      profiles: 1,
      vectors: 1,
      company_links: 2,
      raw_payloads: 3,
      linkedin_profiles: 3,
      job_items: 5,
      batch_results: 6,
      changes: 4,
      deliveries: 7,
    });
  });

  it.each(['jobs', 'batches', 'rows', 'deliveries', 'people'])(
    'fails while %s cannot be reached, keeps what was removed, and is completed by the next request',
    async (store) => {
      away = store;
      await expect(eraser.erase(GIVEN, 'key')).rejects.toThrow('away');
      expect(receipt.erased_at).toBeNull();
      const before = receipt.removed;
      away = null;
      const { removed } = await eraser.erase(GIVEN, 'key');
      expect(removed.job_items).toBe(before.job_items + 5);
      expect(removed.profiles).toBe(1);
    },
  );
});
