import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aService, BATCH, item, type Service } from '../support/service.js';

const COMPANIES = '/api/v1/companies';

interface Company {
  id: string;
  company_name: string;
  domain: string;
  industries: string[];
  country_code: string;
}

interface PageOfCompanies {
  data: Company[];
  pagination: { total: number; next_cursor: string | null };
}

describe('stored companies', () => {
  let service: Service;
  let companies: Company[];
  let member: { id: string; companies_processed: Company[] };

  beforeAll(async () => {
    service = await aService();
    const { body } = await service.post(BATCH, { profiles: [item('ann'), item('bob'), item('carol')] });
    [member] = body.results;
    companies = (await service.get(`${COMPANIES}?limit=100`)).body.data;
  });

  afterAll(() => service.close());

  it('are listed once each, page by page', async () => {
    const listed: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: PageOfCompanies } = await service
        .get(`${COMPANIES}?limit=2${cursor && `&cursor=${cursor}`}`)
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
    const [company] = member.companies_processed;
    await service.get(`${COMPANIES}/${company?.id}`).expect(200);
    const { body } = await service.get(`${COMPANIES}/${company?.id}/profiles`).expect(200);
    expect(body.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          profile: expect.objectContaining({ id: member.id }),
          is_current: expect.any(Boolean),
        }),
      ]),
    );
  });
});
