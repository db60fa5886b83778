import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SourceChain } from '../../src/sources/source-chain.js';
import type { SourcedCompany } from '../../src/sources/sourced-person.js';
import { built } from '../support/jest-worker.js';
import { aService, BATCH, item, type Service } from '../support/service.js';

interface Result {
  id: string;
  pipeline_metadata: { status: string };
  companies_processed: { id: string; linkedin_id: string }[];
}

describe('thirty profiles in three concurrent batches', () => {
  let service: Service;
  let results: Result[];
  const companyCalls: string[] = [];

  beforeAll(async () => {
    service = await aService({ SANDBOX_LATENCY_MS: '20' });
    const sources = await built<typeof import('../../src/sources/source-chain.js')>('sources/source-chain.js');
    countCompanyCalls(service.app.get(sources.SourceChain, { strict: false }));
    const batches = [0, 1, 2].map((batch) =>
      service.post(BATCH, {
        profiles: Array.from({ length: 10 }, (_, index) => item(`member-${batch}-${index}`)),
        max_concurrent: 5,
      }),
    );
    results = (await Promise.all(batches)).flatMap(({ body }) => body.results);
  });

  afterAll(() => service.close());

  function countCompanyCalls(source: SourceChain): void {
    const fetchCompany = source.fetchCompany.bind(source);
    source.fetchCompany = async (reference, credits, signal): Promise<SourcedCompany> => {
      const company = await fetchCompany(reference, credits, signal);
      companyCalls.push(company.value.linkedin_id ?? '');
      return company;
    };
  }

  it('lose nothing', async () => {
    expect(results.map(({ pipeline_metadata }) => pipeline_metadata.status)).toEqual(Array(30).fill('completed'));
    expect(new Set(results.map(({ id }) => id)).size).toBe(30);
    const { body } = await service.get('/api/v1/profiles?limit=100');
    expect(body.pagination.total).toBe(30);
  });

  it('store each shared company once', async () => {
    const mentioned = results.flatMap(({ companies_processed }) => companies_processed);
    const idsByNumber = Map.groupBy(mentioned, ({ linkedin_id }) => linkedin_id);
    for (const [, same] of idsByNumber) expect(new Set(same.map(({ id }) => id)).size).toBe(1);
    const { body } = await service.get('/api/v1/companies?limit=100');
    expect(body.pagination.total).toBe(idsByNumber.size);
    expect(mentioned.length).toBeGreaterThan(idsByNumber.size);
  });

  it('fetch each company about once', () => {
    const distinct = new Set(companyCalls).size;
    // A company may be requested by number and by slug at the same moment, before it is known that both are one.
    expect(companyCalls.length).toBeLessThanOrEqual(distinct * 1.25);
  });
});
