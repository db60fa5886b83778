import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SourceChain } from '../../src/sources/source-chain.js';
import type { SourcedCompany } from '../../src/sources/sourced-person.js';
import { built } from '../support/jest-worker.js';
import { aService, BATCH, item, type Service } from '../support/service.js';

const COMPANIES = '/api/v1/companies';

interface Company {
  id: string;
  linkedin_id: string;
  company_name: string;
  domain: string;
  industries: string[];
  country_code: string;
}

interface PageOfCompanies {
  data: Company[];
  pagination: { total: number; next_cursor: string | null };
}

interface Result {
  id: string;
  pipeline_metadata: { status: string };
  companies_processed: Company[];
}

describe('the companies of thirty profiles in three concurrent batches', () => {
  let service: Service;
  let results: Result[];
  let companies: Company[];
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
    companies = (await service.get(`${COMPANIES}?limit=100`)).body.data;
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

  it('lose no profile', async () => {
    expect(results.map(({ pipeline_metadata }) => pipeline_metadata.status)).toEqual(Array(30).fill('completed'));
    expect(new Set(results.map(({ id }) => id)).size).toBe(30);
    const { body } = await service.get('/api/v1/profiles?limit=100');
    expect(body.pagination.total).toBe(30);
  });

  it('are stored once if several profiles share them', async () => {
    const mentioned = results.flatMap(({ companies_processed }) => companies_processed);
    const idsByNumber = Map.groupBy(mentioned, ({ linkedin_id }) => linkedin_id);
    for (const [, same] of idsByNumber) expect(new Set(same.map(({ id }) => id)).size).toBe(1);
    const { body } = await service.get(`${COMPANIES}?limit=100`);
    expect(body.pagination.total).toBe(idsByNumber.size);
    expect(mentioned.length).toBeGreaterThan(idsByNumber.size);
  });

  it('are fetched about once', () => {
    const distinct = new Set(companyCalls).size;
    // A company may be requested by number and by slug at the same moment, before it is known that both are one.
    expect(companyCalls.length).toBeLessThanOrEqual(distinct * 1.25);
  });

  it('are listed once each, page by page', async () => {
    const listed: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: PageOfCompanies } = await service
        .get(`${COMPANIES}?limit=10${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      expect(body.pagination.total).toBe(companies.length);
      listed.push(...body.data.map(({ id }: Company) => id));
      cursor = body.pagination.next_cursor;
    }
    expect(listed).toEqual(companies.map(({ id }) => id));
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('can be filtered by name, domain, industry and country, separately and together', async () => {
    const [company] = companies;
    const query = {
      name: company?.company_name.slice(1, 5).toUpperCase(),
      domain: company?.domain.toUpperCase(),
      industry: company?.industries[0]?.slice(0, 4).toLowerCase(),
      country: company?.country_code.toLowerCase(),
    };
    const { body } = await service.get(COMPANIES).query(query).expect(200);
    expect(body.data.map(({ id }: Company) => id)).toEqual([company?.id]);
    const none = await service.get(COMPANIES).query({ ...query, domain: 'nowhere.example' });
    expect(none.body.data).toEqual([]);
  });

  it('can be read by ID, and list the profiles that refer to them', async () => {
    const [member] = results;
    const [company] = member!.companies_processed;
    await service.get(`${COMPANIES}/${company?.id}`).expect(200);
    const { body } = await service.get(`${COMPANIES}/${company?.id}/profiles`).expect(200);
    expect(body.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          profile: expect.objectContaining({ id: member!.id }),
          is_current: expect.any(Boolean),
        }),
      ]),
    );
  });
});
