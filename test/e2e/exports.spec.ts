import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { aService, BATCH, item, type Service, memberUrl } from '../support/service.js';
import { day, numbered } from '../contract/builders.js';
import { built } from '../support/jest-worker.js';
import { oncePerFile } from '../support/once-per-file.js';

const opened = oncePerFile(() => aService());

const PROFILES = '/api/v1/profiles';
const COMPANIES = '/api/v1/companies';

type Row = Record<string, unknown>;

describe('exports', () => {
  let service: Service;

  beforeAll(async () => {
    service = await opened();
    await service.post(BATCH, { profiles: ['ann', 'bob', 'carol'].map((name) => item(name)) }).expect(201);
  });

  const exported = (path: string, accept?: string) => {
    const request = service.get(path).buffer(true);
    return (accept === undefined ? request : request.set('Accept', accept)).expect(200);
  };
  const linesOf = async (path: string): Promise<Row[]> =>
    (await exported(path)).text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Row);
  const recordsOf = async (path: string) =>
    parse((await exported(path)).text, { columns: true, bom: true }) as Record<string, string>[];

  describe('of profiles', () => {
    let profiles: (Row & { id: string })[];
    beforeAll(async () => void (profiles = (await service.get(`${PROFILES}?limit=100`)).body.data));

    it('hold each of them, oldest first, with all its fields and addresses', async () => {
      const { headers } = await exported(`${PROFILES}/export`);
      expect(headers).toMatchObject({
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': 'attachment; filename=profiles.ndjson',
      });
      const expected = profiles.toReversed().map((profile) => ({ ...profile, emails: [] }));
      expect(await linesOf(`${PROFILES}/export`)).toEqual(expected);
    });

    it('are a table for people on wish', async () => {
      const [header] = parse((await exported(`${PROFILES}/export`, 'text/csv')).text);
      expect(header!.slice(0, 14).join()).toBe(
        'name,headline,current_title,current_company,company_domain,location,country_code,linkedin_url,emails,suggested_role,skills,source,fetched_at,id',
      );
      const records = await recordsOf(`${PROFILES}/export?format=csv`);
      expect(records.map(({ id }) => id)).toEqual(profiles.toReversed().map(({ id }) => id));
      const [ann] = profiles.toReversed();
      const { title } = (ann!['experience'] as { title: string; is_current: boolean }[]).find(
        ({ is_current }) => is_current,
      )!;
      expect(records[0]).toMatchObject({
        name: ann!['name'],
        headline: ann!['position'],
        current_title: title,
        current_company: (ann!['current_company'] as { name: string }).name,
        company_domain: expect.stringContaining('.'),
        linkedin_url: ann!['url'],
        skills: (ann!['skills'] as string[]).join('; '),
        suggested_role: 'CTO',
        source: 'sandbox',
        fetched_at: ann!['fetched_at'],
      });
    });

    it('have the chosen fields in the chosen order', async () => {
      const [line = ''] = (await exported(`${PROFILES}/export?fields=headline,name,experience`)).text.split('\n', 1);
      expect(Object.keys(JSON.parse(line) as object)).toEqual(['headline', 'name', 'experience']);
      const csv = await exported(`${PROFILES}/export?format=csv&fields=current_company,name,url,name`);
      expect(csv.text.split('\n', 1)).toEqual(['current_company,name,url']);
    });

    it('meet the filters of the list', async () => {
      const [carol] = profiles;
      const name = encodeURIComponent(String(carol!['name']));
      for (const query of [`name=${name}`, `linkedin_url=${encodeURIComponent(String(carol!['url']))}`]) {
        const ids = (await linesOf(`${PROFILES}/export?${query}`)).map(({ id }) => id);
        expect(ids).toEqual([carol!.id]);
      }
      const filter = { op: 'not', conditions: [{ field: 'name', type: '=', value: carol!['name'] }] };
      const others = await linesOf(`${PROFILES}/export?filter=${encodeURIComponent(JSON.stringify(filter))}`);
      expect(others.map(({ id }) => id)).toEqual(
        profiles
          .slice(1)
          .toReversed()
          .map(({ id }) => id),
      );
      expect(await linesOf(`${PROFILES}/export?suggested_role=CISO`)).toEqual([]);
      expect(await linesOf(`${PROFILES}/export?email=nobody@example.com`)).toEqual([]);
    });

    it.each([
      ['format=csv&fields=name,experience', 'fields', 'enum'],
      ['fields=shoe_size', 'fields', 'enum'],
      ['linkedin_url=nonsense', 'linkedin_url', 'linkedin_url'],
      [`filter=${encodeURIComponent('{"field": "name"}')}`, 'filter.type', 'missing'],
    ])('cannot have %s', async (query, field, error_type) => {
      const { body } = await service.get(`${PROFILES}/export?${query}`).expect(422);
      expect(body.validation_errors).toMatchObject([{ field, error_type }]);
    });
  });

  describe('of companies', () => {
    let companies: (Row & { id: string })[];
    beforeAll(async () => void (companies = (await service.get(`${COMPANIES}?limit=100`)).body.data));

    it('hold each of them, oldest first, with all its fields', async () => {
      const { headers } = await exported(`${COMPANIES}/export`);
      expect(headers).toMatchObject({
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': 'attachment; filename=companies.ndjson',
        vary: expect.stringContaining('Accept'),
      });
      const lines = await linesOf(`${COMPANIES}/export`);
      expect(lines).toEqual(companies.toReversed());
    });

    it('are a table on wish, with the chosen columns in the chosen order', async () => {
      const csv = await exported(`${COMPANIES}/export?fields=industries,company_name,id`, 'text/csv');
      expect(csv.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename=companies.csv',
      });
      const [header, first] = parse(csv.text);
      expect(header).toEqual(['industries', 'company_name', 'id']);
      const oldest = companies.at(-1)!;
      expect(first).toEqual([(oldest['industries'] as string[]).join('; '), oldest['company_name'], oldest.id]);
      expect((await exported(`${COMPANIES}/export?format=csv&bom=true`)).text.codePointAt(0)).toBe(0xfeff);
    });

    it('meet the filters of the list', async () => {
      const { domain, country_code } = companies[0]!;
      for (const query of [`domain=${String(domain).toUpperCase()}`, `country=${String(country_code).toLowerCase()}`]) {
        const { body } = await service.get(`${COMPANIES}?limit=100&${query}`).expect(200);
        const found = (body.data as Row[]).map(({ id }) => id);
        expect((await recordsOf(`${COMPANIES}/export?format=csv&${query}`)).map(({ id }) => id)).toEqual(
          found.toReversed(),
        );
      }
    });

    it.each([
      ['format=json', 'format', 'enum'],
      ['fields=company_name,shoe_size', 'fields', 'enum'],
      ['fields=', 'fields', 'too_short'],
      ['country=Germany', 'country', 'string_pattern_mismatch'],
    ])('cannot have %s', async (query, field, error_type) => {
      const { body } = await service.get(`${COMPANIES}/export?${query}`).expect(422);
      expect(body.validation_errors).toMatchObject([{ field, error_type }]);
    });

    it('have no other format', async () => {
      const { body } = await service.get(`${COMPANIES}/export`).set('Accept', 'application/pdf').expect(406);
      expect(body).toMatchObject({ error_code: 'NOT_ACCEPTABLE' });
    });
  });
});

describe('the changes of a profile', () => {
  let service: Service;
  let id: string;
  beforeAll(async () => {
    service = await opened();
    const { ProfileStore } = await built<typeof import('../../src/profile-store/profile.store.js')>(
      'profile-store/profile.store.js',
    );
    const store = service.app.get(ProfileStore, { strict: false });
    await store.save(numbered('dora', null, day(1), { position: 'Engineer', followers: 1 }));
    await store.save(numbered('dora', null, day(2), { position: 'CTO', followers: 1 }));
    for (const followers of [2, 3, 4])
      await store.save(numbered('dora', null, day(2 + followers), { position: 'CTO', followers }));
    const { body } = await service.get(`${PROFILES}?linkedin_url=${memberUrl('dora')}`).expect(200);
    id = body.data[0].id;
  });

  it('are a list, newest first', async () => {
    const { body, headers } = await service.get(`${PROFILES}/${id}/changes`).expect(200);
    expect(body).toHaveLength(4);
    expect(body[0]).toEqual({ at: expect.any(String), field: 'followers', before: 3, after: 4, truncated: false });
    expect(body.at(-1)).toMatchObject({ field: 'position', before: 'Engineer', after: 'CTO' });
    expect(headers).not.toHaveProperty('link');
  });

  it('are continued at the link of each page', async () => {
    const seen: number[] = [];
    const next = async (url: string): Promise<void> => {
      const { body, headers } = await service.get(url).expect(200);
      seen.push(...body.map(({ after }: { after: number }) => after));
      const link = /^<(\/.+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1];
      if (link !== undefined) await next(link);
    };
    await next(`${PROFILES}/${id}/changes?field=followers&limit=2`);
    expect(seen).toEqual([4, 3, 2]);
    const { headers } = await service
      .get(`${PROFILES}/${id}/changes?limit=1`)
      .set({ 'X-Forwarded-Host': 'example.com', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Prefix': '/profiles' });
    expect(headers['link']).toMatch(
      /^<https:\/\/example\.com\/profiles\/api\/v1\/profiles\/.+\/changes\?limit=1&cursor=\w+>;/,
    );
  });

  it('are of a profile and a field that exist', async () => {
    const { body } = await service.get(`${PROFILES}/unknown/changes`).expect(404);
    expect(body).toMatchObject({ error_code: 'PROFILE_NOT_FOUND', details: { profile_id: 'unknown' } });
    for (const query of ['field=shoe_size', 'cursor=x', 'limit=0'])
      await service.get(`${PROFILES}/${id}/changes?${query}`).expect(422);
  });
});
