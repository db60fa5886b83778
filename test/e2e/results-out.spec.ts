import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { aService, type Service, KEY } from '../support/service.js';
import { until } from '../support/until.js';
import { oncePerFile } from '../support/once-per-file.js';

const opened = oncePerFile(() => aService());

/** What people have in the other columns of their lists. */
const CUSTOM: readonly Record<string, string>[] = [
  { 'Größe (m²)': '1.5', Notiz: 'Zeile 1\nZeile 2', 東京: '渋谷 👩‍💻', 'a,b;c': '"quoted", and more' },
  { 'Größe (m²)': '-5', Notiz: '=1+1', 東京: '@SUM(A1)', Datum: 'Q3; final' },
  { Notiz: " it's ", Datum: "=cmd|' /C calc'!A0", 'Größe (m²)': '42' },
];
const COLUMNS = ['Größe (m²)', 'Notiz', '東京', 'a,b;c', 'Datum'];
const PERSON =
  'status,error,profile_id,name,headline,current_title,current_company,company_domain,location,country_code,linkedin_url,email,source,fetched_at';

describe('the results of a job', () => {
  let service: Service;
  let path: string;

  beforeAll(async () => {
    service = await opened();
    const emails = ['ann@example.com', '=x@example.com', 'notfound-bob@example.com'];
    const items = emails.map((email, index) => ({ email, custom: CUSTOM[index] }));
    const { body } = await service.post('/jobs/create-batch', { items }).expect(200);
    path = `/jobs/${body.job_id}/results`;
    await until(async () => ((await service.get(`/jobs/${body.job_id}`)).body.status === 'completed' ? true : null));
  });

  const exported = (query = '', accept?: string) => {
    const request = service.get(`${path}${query}`).buffer(true);
    return (accept === undefined ? request : request.set('Accept', accept)).expect(200);
  };
  const records = (text: string) => parse(text, { columns: true, bom: true }) as Record<string, string>[];

  it('come back with what belongs to the items, in the details and in every format', async () => {
    const { body } = await exported();
    expect(body.results).toMatchObject([
      { email: 'ann@example.com', linkedin_url: null, status: 'completed', custom: CUSTOM[0], success: true },
      { email: '=x@example.com', linkedin_url: null, status: 'completed', custom: CUSTOM[1] },
    ]);
    expect(body.errors).toMatchObject([{ status: 'failed', custom: CUSTOM[2], error_type: 'not_found' }]);
    expect(body).toMatchObject({ total_items: 3, processed_items: 3, failed_items: 1 });
    const detail = (await service.get(path.replace('/results', '')).expect(200)).body;
    expect(detail).toMatchObject({ total_items: 3, processed_items: 3, failed_items: 1 });
    const recent = [...detail.recent_results, ...detail.recent_errors] as { custom: unknown }[];
    expect(recent.map(({ custom }) => custom)).toEqual(expect.arrayContaining([...CUSTOM]));
    const lines = (await exported('?format=ndjson')).text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([...body.results, ...body.errors]);
  });

  it('are a table for people, whose own columns come first', async () => {
    const { text } = await exported('?format=csv');
    const [header = ''] = text.split('\n', 1);
    expect(parse(header)[0]).toEqual([...COLUMNS, ...PERSON.split(',')]);
    const [ann, formula, bob] = records(text);
    expect(ann).toMatchObject({ ...CUSTOM[0], Datum: '', status: 'completed', error: '', email: 'ann@example.com' });
    const stored = (await service.get(`/api/v1/profiles/${ann?.['profile_id']}`).expect(200)).body;
    expect(ann).toMatchObject({
      name: stored.name,
      headline: stored.position,
      current_company: stored.current_company.name,
      country_code: stored.country_code,
      location: stored.location ?? '',
      linkedin_url: stored.url,
      source: 'sandbox',
      fetched_at: stored.fetched_at,
    });
    const { title } = stored.experience.find(({ is_current }: { is_current: boolean }) => is_current);
    expect(ann).toMatchObject({ current_title: title, company_domain: expect.stringContaining('.') });
    expect(formula).toMatchObject({ 'Größe (m²)': '-5', Notiz: "'=1+1", 東京: "'@SUM(A1)", email: "'=x@example.com" });
    expect(bob).toMatchObject({ status: 'failed', error: expect.stringContaining('not found'), name: '', source: '' });
  });

  it('have more columns on wish', async () => {
    const details =
      'email_number,success,timestamp,token_used,saved_to_linkedin_profiles,save_error,error_type,retryable,attempts,sources_asked';
    const headerOf = async (query: string) => (await exported(`?format=csv${query}`)).text.split('\n', 1)[0];
    expect(await headerOf('&include=details')).toMatch(new RegExp(`fetched_at,${details}$`));
    expect(await headerOf('&include=data')).toMatch(/fetched_at,data$/);
    expect(await headerOf('&include=data,details')).toMatch(new RegExp(`fetched_at,${details},data$`));
    expect(await headerOf('&include=details&include=data')).toMatch(new RegExp(`fetched_at,${details},data$`));
    const [ann] = records((await exported('?format=csv&include=data')).text);
    expect(JSON.parse(ann?.['data'] ?? '')).toEqual((await exported()).body.results[0].data);
  });

  it('are a file with a name, and on wish with a byte order mark', async () => {
    const csv = await exported('?format=csv&bom=true');
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(/^attachment; filename="?job-[0-9a-f-]{36}-results\.csv"?$/),
    });
    expect(csv.text.codePointAt(0)).toBe(0xfeff);
    expect((await exported('?format=csv')).text.codePointAt(0)).not.toBe(0xfeff);
    const ndjson = await exported('?format=ndjson');
    expect(ndjson.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': expect.stringContaining('-results.ndjson'),
    });
  });

  it('have the format that the client prefers', async () => {
    const typeOf = async (accept: string | undefined, query = '') => {
      const { headers } = await exported(query, accept);
      expect(headers['vary']).toContain('Accept');
      return headers['content-type'];
    };
    expect(await typeOf(undefined)).toMatch(/^application\/json/);
    expect(await typeOf('*/*')).toMatch(/^application\/json/);
    expect(await typeOf('text/csv;q=0.5, application/x-ndjson;q=0.8')).toMatch(/^application\/x-ndjson/);
    expect(await typeOf('text/csv, */*;q=0.1')).toMatch(/^text\/csv/);
    expect(await typeOf('text/csv', '?format=json')).toMatch(/^application\/json/);
    const refused = await service.get(path).set('Accept', 'image/png').expect(406);
    expect(refused.body).toMatchObject({ error_code: 'NOT_ACCEPTABLE', details: { endpoint: path, method: 'GET' } });
  });

  it.each([
    ['format=xml', 'format', 'enum'],
    ['include=everything', 'include', 'enum'],
    ['bom=maybe', 'bom', 'bool_parsing'],
  ])('cannot have %s', async (query, field, error_type) => {
    const { body } = await service.get(`${path}?${query}`).expect(422);
    expect(body.validation_errors).toMatchObject([{ field, error_type }]);
  });
});

const EMAILS = ['ann@company.com', 'ANN@company.com ', 'notfound-bob@company.com', 'carol@company.com', 'nonsense'];
const CSV = `Email,Team\n${EMAILS.map((email) => `${email.trim()},Sales`).join('\n')}\n`;
const config = { max_age_hours: 24 };
const expected = { total: 3, from_store: 1, known_misses: 1, suppressed: 0, to_fetch: 1, worst_cost: 1 };

describe('an estimate', () => {
  let service: Service;
  beforeAll(async () => {
    service = await opened();
    const emails = ['ann@company.com', 'notfound-bob@company.com'];
    const { body } = await service.post('/jobs/create-batch', { emails }).expect(200);
    await until(async () => (await service.get(`/jobs/${body.job_id}`)).body.status === 'completed' || null);
  });

  const estimate = (body: object) => service.post('/jobs/estimate', body);
  const upload = (path: string) => service.bare.post(path).set('X-API-Key', KEY);

  it('says who is stored, who is known to be missing, and what the others may cost, and spends nothing', async () => {
    // Figures that take too long are null.
    const spent = () => until(async () => (await service.get('/system/metrics').expect(200)).body.credits);
    const before = await spent();
    expect((await estimate({ emails: EMAILS, config }).expect(200)).body).toEqual(expected);
    expect(await spent()).toEqual(before);
    const free = { emails: EMAILS, config: { ...config, max_credits: 0 } };
    const { body: created } = await service.post('/jobs/create-batch', free).expect(200);
    expect(created.total_items).toBe(expected.total);
  });

  it('fetches people anew where no age is given, but not those who are known to be missing', async () => {
    const { body } = await estimate({ emails: EMAILS }).expect(200);
    expect(body).toEqual({ ...expected, from_store: 0, to_fetch: 2, worst_cost: 2 });
  });

  it('has everybody fetched who is to be fetched in any case', async () => {
    const { body } = await estimate({ emails: EMAILS, config: { force_refresh: true } }).expect(200);
    expect(body).toEqual({ ...expected, from_store: 0, known_misses: 0, to_fetch: 3, worst_cost: 3 });
  });

  it('cannot be of people who are fetched in any case and of stored ones', async () => {
    for (const path of ['/jobs/estimate', '/jobs/create-batch']) {
      const contradiction = { max_age_hours: 1, force_refresh: true };
      const { body } = await service.post(path, { emails: EMAILS, config: contradiction }).expect(422);
      expect(body.validation_errors).toMatchObject([
        { field: 'config.force_refresh', error_type: 'mutually_exclusive' },
      ]);
    }
  });

  it('counts items by URL or address, and each person once', async () => {
    const items = [
      { linkedin_url: 'https://www.linkedin.com/in/dora', email: 'ann@company.com' },
      { linkedin_url: 'linkedin.com/in/Dora/' },
      { email: 'ann@company.com' },
    ];
    const { body } = await estimate({ items, config }).expect(200);
    expect(body).toMatchObject({ total: 2, from_store: 1, to_fetch: 1, worst_cost: 1 });
  });

  it('is the same for a file, as it is or in a form', async () => {
    const query = `?config=${encodeURIComponent(JSON.stringify(config))}`;
    const plain = await upload(`/jobs/estimate${query}`).set('Content-Type', 'text/csv').send(CSV).expect(200);
    expect(plain.body).toEqual(expected);
    const form = await upload('/jobs/estimate')
      .field('config', JSON.stringify(config))
      .attach('file', Buffer.from(CSV), 'people.csv')
      .expect(200);
    expect(form.body).toEqual(expected);
    const late = await upload('/jobs/estimate')
      .attach('file', Buffer.from(CSV), 'people.csv')
      .field('config', JSON.stringify(config))
      .expect(422);
    expect(late.body.validation_errors).toMatchObject([{ field: 'config' }]);
  });

  it('rejects what create-batch and upload reject', async () => {
    expect((await estimate({ emails: ['nonsense'] }).expect(422)).body.validation_errors).toMatchObject([
      { field: 'emails', error_type: 'email' },
    ]);
    expect((await estimate({}).expect(422)).body.error_code).toBe('VALIDATION_ERROR');
    await upload('/jobs/estimate').set('Content-Type', 'text/csv').send('Email\nnonsense\n').expect(422);
    await upload('/jobs/estimate').set('Content-Type', 'text/plain').send('ann@company.com').expect(415);
  });
});
