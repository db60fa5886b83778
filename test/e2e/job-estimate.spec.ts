import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEY, aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const EMAILS = ['ann@company.com', 'ANN@company.com ', 'notfound-bob@company.com', 'carol@company.com', 'nonsense'];
const CSV = `Email,Team\n${EMAILS.map((email) => `${email.trim()},Sales`).join('\n')}\n`;
const config = { max_age_hours: 24 };
const expected = { total: 3, from_store: 1, known_misses: 1, suppressed: 0, to_fetch: 1, worst_cost: 1 };

describe('an estimate', () => {
  let service: Service;
  beforeAll(async () => {
    service = await aService();
    const emails = ['ann@company.com', 'notfound-bob@company.com'];
    const { body } = await service.post('/jobs/create-batch', { emails }).expect(200);
    await until(async () => (await service.get(`/jobs/${body.job_id}`)).body.status === 'completed' || null);
  });
  afterAll(() => service.close());

  const estimate = (body: object) => service.post('/jobs/estimate', body);
  const upload = (path: string) => service.bare.post(path).set('X-API-Key', KEY);

  it('says who is stored, who is known to be missing, and what the others may cost, and spends nothing', async () => {
    const before = (await service.get('/system/metrics').expect(200)).body.credits;
    expect((await estimate({ emails: EMAILS, config }).expect(200)).body).toEqual(expected);
    expect((await service.get('/system/metrics').expect(200)).body.credits).toEqual(before);
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
