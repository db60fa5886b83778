import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFullExtent, runs } from '../support/extent.js';
import type { CompanyFilter } from '../../src/profile-store/company.store.js';
import type { Stores } from './profile-store.contract.js';

/** Characters with a meaning in patterns, and letters of both cases. */
const TEXT = fc.string({ unit: fc.constantFrom(...'aAbB%_\\ 1'), minLength: 1, maxLength: 4 });

/** Entries that every list reads beside the index: 256 kB of them, and the page that exceeded it. */
const PENDING_PAGES = 33;

/** What lists and exports of companies read, also of many. */
export function companyListsContract(driver: string, open: () => Promise<Stores>, hasMany = true): void {
  const itOfMany = hasMany ? it : it.skip;
  describe(`lists of companies on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const insertMany = (from: number, to: number, ofNumber: string) =>
      stores.behind(
        `insert into companies (slug, company_name, linkedin_url, domain, industries, country_code, source, fetched_at)
        select 'c' || n, 'Company' || ${ofNumber}, 'https://www.linkedin.com/company/c' || n, 'c' || n || '.example',
          array['Industry' || ${ofNumber}, 'Banking'], case n % 100 when 0 then 'FR' else 'DE' end, 'test', now()
        from generate_series($1::integer, $2::integer) as n`,
        [from, to],
      );
    /** Numbered from `from` to `to`: every one has a name and a domain of its own, every hundredth one is French. */
    const storeMany = (from: number, to: number) => insertMany(from, to, `' ' || n`);
    /** With the same name and industries, which are indexed sooner. */
    const storeAlike = (from: number, to: number) => insertMany(from, to, `''`);
    const list = (filter: CompanyFilter, limit = 100) => stores.companies.list(filter, { limit });

    /** Every slug of the pages, read one after the other; `between` runs after each of them. */
    async function scanned(filter: CompanyFilter, limit: number, between: () => Promise<unknown> = async () => {}) {
      const slugs: (string | null)[] = [];
      let after: number | null = null;
      do {
        const { companies, next }: Awaited<ReturnType<typeof stores.companies.scan>> = await stores.companies.scan(
          filter,
          after,
          limit,
        );
        slugs.push(...companies.map(({ slug }) => slug));
        after = next;
        await between();
      } while (after !== null);
      return slugs;
    }

    it('match text anywhere, literally and whatever its case', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(TEXT, { minLength: 1, maxLength: 6 }), TEXT, async (names, wanted) => {
          await stores.clear();
          await stores.behind(
            `insert into companies (slug, company_name, linkedin_url, industries, source, fetched_at)
            select 'c' || n, name, 'https://www.linkedin.com/company/c' || n, array['x', name], 'test', now()
            from jsonb_array_elements_text($1::jsonb) with ordinality as given(name, n) order by n`,
            [JSON.stringify(names)],
          );
          const expected = names.filter((name) => name.toLowerCase().includes(wanted.toLowerCase())).toReversed();
          for (const filter of [{ name: wanted }, { industry: wanted }]) {
            const { rows, total } = await list(filter);
            expect(rows.map(({ company_name }) => company_name)).toEqual(expected);
            expect(total).toBe(expected.length);
          }
        }),
        { numRuns: runs(30) },
      );
    });

    itOfMany('are exact up to 10,000, and count no further', async () => {
      await storeAlike(1, 10_000);
      expect(await list({}, 1)).toMatchObject({ total: 10_000, total_relation: 'exact' });
      await storeAlike(10_001, 10_020);
      expect(await list({}, 1)).toMatchObject({ total: 10_000, total_relation: 'at_least' });
      expect(await list({ industry: 'banking' }, 1)).toMatchObject({ total: 10_000, total_relation: 'at_least' });
      expect(await list({ country: 'FR' }, 1)).toMatchObject({ total: 100, total_relation: 'exact' });
    });

    itOfMany('and scans find what meets a filter by an index', async () => {
      const [count, limit] = isFullExtent ? [10_020, 1_000] : [520, 100];
      await storeMany(1, count);
      const all = await scanned({ industry: 'banking' }, limit);
      expect(all).toEqual(Array.from({ length: count }, (_, index) => `c${index + 1}`));
      expect(await scanned({ country: 'FR' }, isFullExtent ? 7 : 2)).toEqual(
        all.filter((_, index) => (index + 1) % 100 === 0),
      );
      if (isFullExtent) await storeMany(10_021, 20_000);
      await stores.behind('analyze companies');
      const indexes: [CompanyFilter, string][] = [
        [{ name: 'company 377' }, 'companies_name_text'],
        [{ industry: 'industry 377' }, 'companies_industries_text'],
        [{ domain: 'c377.example' }, 'companies_domain'],
        [{ country: 'FR' }, 'companies_country'],
      ];
      for (const [filter, index] of indexes) {
        const [row] = await stores.behind('select company_conditions($1) as conditions', [JSON.stringify(filter)]);
        const { conditions } = row as { conditions: string };
        const given = conditions.replaceAll('$1', `'${JSON.stringify(filter)}'::jsonb`);
        const plan = await stores.behind(`explain select from companies c where ${given}`);
        expect(JSON.stringify(plan)).toContain(index);
        expect(JSON.stringify(plan)).not.toContain('Seq Scan');
      }
      const [{ pages }] = (await stores.behind(
        `select max(gin_clean_pending_list(name))::int as pages
        from unnest(array['companies_name_text', 'companies_industries_text']::regclass[]) as name`,
      )) as [{ pages: number }];
      expect(pages).toBeLessThanOrEqual(PENDING_PAGES);
    });

    it('show pages of few and of many companies in the same order', async () => {
      await storeMany(1, 30);
      for (const filter of [{}, { name: 'company' }, { country: 'DE' }]) {
        const listed: (string | null)[] = [];
        let cursor: string | undefined;
        do {
          const page: Awaited<ReturnType<typeof list>> = await stores.companies.list(filter, { limit: 7, cursor });
          listed.push(...page.rows.map(({ slug }) => slug));
          cursor = page.next_cursor ?? undefined;
        } while (cursor !== undefined);
        expect(listed).toEqual(Array.from({ length: 30 }, (_, index) => `c${30 - index}`));
      }
    });

    it('scan every untouched company once while others come and go', async () => {
      const pages = isFullExtent ? 30 : 10;
      await storeMany(1, pages * 10);
      let page = 0;
      const slugs = await scanned({ name: 'company' }, 10, async () => {
        page += 1;
        if (page > pages) return;
        await storeMany(1_000 + page, 1_000 + page);
        await stores.behind(`delete from companies where slug = $1`, [`c${page * 10 - 5}`]);
      });
      expect(new Set(slugs).size).toBe(slugs.length);
      const untouched = Array.from({ length: pages * 10 }, (_, index) => index + 1).filter((n) => n % 10 !== 5);
      expect(slugs).toEqual(expect.arrayContaining(untouched.map((n) => `c${n}`)));
    });
  });
}
