import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { localKey } from '../../src/common/access/local-key.js';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { describeInBrowser, openBrowser } from '../support/browser.js';
import { errorsOf, seriousProblems, tabTo } from '../support/console-page.js';
import { holdPeople } from '../support/held-people.js';
import { aService, BATCH, item, KEY, type Service } from '../support/service.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

/** Only for what hangs, as the machine may be busy. */
const TIMEOUT_MS = 120_000;
const READER = 'reader-key';

describeInBrowser('the console in a browser', () => {
  const receiver = new WebhookReceiver();
  const errors: string[][] = [];
  let service: Service;
  let browser: Browser;
  let console: string;
  /** Signed in, and used by most cases one after the other. */
  let page: Page;

  beforeAll(async () => {
    await receiver.listen();
    [service, browser] = await Promise.all([
      aService({ API_KEYS: `reader[read]:${READER}`, WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', WEBHOOK_RETRY_SECONDS: '0' }),
      openBrowser(),
    ]);
    console = `${await service.app.getUrl()}/console`;
    page = await signedIn(KEY);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
    await receiver.close();
  });

  async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(TIMEOUT_MS);
    const opened = await context.newPage();
    errors.push(errorsOf(opened));
    await opened.goto(console);
    return opened;
  }
  async function signedIn(key: string, options?: BrowserContextOptions): Promise<Page> {
    const opened = await newPage(options);
    await opened.getByLabel('API key').fill(key);
    await opened.keyboard.press('Enter');
    await opened.getByRole('heading', { name: 'Overview' }).waitFor();
    return opened;
  }
  const open = async (route: string, on = page) => {
    await on.goto(`${console}#/${route}`);
    await on.locator('main h1').waitFor();
  };
  const heading = (name: string | RegExp, on = page) => on.getByRole('heading', { name, level: 1 }).waitFor();
  const button = (name: string, on = page) => on.getByRole('button', { name, exact: true });
  const link = (name: string | RegExp, on = page) => on.getByRole('link', { name });

  it('refuses a wrong key without advice for programs, and keeps a right one for the tab only', async () => {
    const other = await newPage();
    await other.getByLabel('API key').fill('wrong');
    await other.keyboard.press('Enter');
    await other.getByRole('alert').getByText('Invalid or missing API key').waitFor();
    expect(await other.getByRole('alert').textContent()).not.toContain('X-API-Key');
    await other.context().close();
    await page.reload();
    await heading('Overview');
    const tab = await page.context().newPage();
    await tab.goto(console);
    await tab.getByRole('heading', { name: 'Enter your API key' }).waitFor();
    await tab.close();
  });

  it('shows what a list would do, and follows the job live to its end', async () => {
    const people = await readFile('examples/people.csv', 'utf8');
    const release = await holdPeople(service, 'held-ann');
    await open('upload');
    await page.getByLabel('Choose a file').setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      // This one is found when the progress of the others was seen.
      buffer: Buffer.from(`${people.trimEnd()}\nSales,low,held-ann@example.com,\n`),
    });
    await page.getByText('12 people from 13 rows (1 row left out)').waitFor();
    await page.getByRole('cell', { name: 'ivan.petrov' }).waitFor();
    expect(await page.getByLabel('Use of Email').inputValue()).toBe('email');
    expect(await page.getByLabel('Use of Team').inputValue()).toBe('');
    await button('Start the job').click();
    await heading(/^Job [\da-f]{8}$/);
    const bar = page.getByRole('progressbar', { name: 'Progress of the job' });
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('[role=progressbar][aria-valuenow="11"]').waitFor();
    release();
    await page.getByText('Completed', { exact: true }).waitFor();
    expect([await bar.getAttribute('aria-valuenow'), await bar.getAttribute('aria-valuemax')]).toEqual(['12', '12']);
  });

  it('shows who was found and why others were not, and saves a table of them', async () => {
    const results = page.getByRole('table', { name: 'Results' });
    await results.getByText('sofia.reyes@example.com').waitFor();
    await results.getByText('User restricted').waitFor();
    await results.getByText('Not found', { exact: true }).waitFor();
    // The last ones are shown when the table was read again.
    await results.getByText('Found', { exact: true }).nth(9).waitFor();
    expect(await results.getByText('Found', { exact: true }).count()).toBe(10);
    const [file] = await Promise.all([page.waitForEvent('download'), button('Download CSV').click()]);
    expect(file.suggestedFilename()).toMatch(/^[\w-]+\.csv$/);
    const csv = await readFile(await file.path(), 'utf8');
    expect(csv).toMatch(/^\uFEFFTeam,Priority,/);
    expect(csv.trimEnd().split('\n')).toHaveLength(13);
  });

  it('finds people by words and by filters that it completes, and shows what is known of one', async () => {
    await open('people');
    await page.getByLabel('Search for people').fill('security');
    await page.keyboard.press('Enter');
    await page.getByText('Best matches first').waitFor();
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Company', { exact: true }).focus();
    const companies = page.locator('#values-company option');
    await companies.first().waitFor({ state: 'attached' });
    const company = (await companies.first().getAttribute('value')) ?? '';
    await page.getByLabel('Company', { exact: true }).fill(company);
    await button('Apply').click();
    await page.locator('.people').getByText(company).first().waitFor();
    await page.locator('.people a').first().click();
    await page.waitForURL(/#\/people\/[\da-f-]{36}$/);
    const { body } = await service.get(`/api/v1/profiles/${page.url().slice(-36)}`).expect(200);
    await heading(body.name);
    await page.getByRole('heading', { name: 'Positions' }).waitFor();
    await page.getByText('Nothing has changed since this person was first stored.').waitFor();
  });

  it('erases a person only after the name was typed', async () => {
    const name = (await page.locator('main h1').textContent()) ?? '';
    expect(await button('Erase').isDisabled()).toBe(true);
    await page.getByLabel(`Type ${name} to confirm`).fill(name);
    await button('Erase').click();
    await page.getByText('The person is erased').waitFor();
    await page.reload();
    await page.getByRole('alert').getByText('No profile found with this ID').waitFor();
  });

  it('looks up pasted URLs, and shows one result for each', async () => {
    await open('batches');
    await page
      .getByLabel('LinkedIn URLs')
      .fill('linkedin.com/in/jane-doe, linkedin.com/in/private-jane\nlinkedin.com/in/kenji');
    await page.getByText('3 of 10, one per line').waitFor();
    await button('Look up').click();
    await heading(/^Batch [\da-f]{8}$/);
    await page.getByText('Profile is private').first().waitFor();
    await page.locator('main .person-line').nth(1).waitFor();
    expect(await page.locator('main .person-line').count()).toBe(2);
  });

  it('creates a webhook, shows its secret once, and what became of a delivery', async () => {
    await open('webhooks');
    await page.getByLabel('URL', { exact: true }).fill('http://example.com/hooks');
    await button('Create the webhook').click();
    await page.getByRole('alert').getByText('Request validation failed').waitFor();
    await page.getByLabel('URL', { exact: true }).fill(receiver.urlOf('/console'));
    await button('Create the webhook').click();
    const secret = page.locator('.secret code');
    expect(await secret.textContent()).toMatch(/^whsec_/);
    await button('I have saved it').click();
    await secret.waitFor({ state: 'detached' });
    await link(receiver.urlOf('/console')).click();
    await page.getByText('Nothing was sent yet').waitFor();
    receiver.answer = (_path, call) => (call === 0 ? 500 : 204);
    await button('Send a test').click();
    await page.locator('main summary').click();
    await page.getByText('(status 500)').waitFor();
    await button('Send again').click();
    await page.getByText('Delivered', { exact: true }).waitFor();
    expect(await page.locator('.attempts li').count()).toBe(2);
    expect(receiver.at('/console').map(({ event }) => event.type)).toEqual(['webhook.test', 'webhook.test']);
  });

  it('shows events as they happen, and goes on after a lost connection', async () => {
    await page.route('**/api/v1/events/stream*', (route) => route.abort());
    await open('events');
    await page.getByText('Reconnecting …').waitFor();
    await page.unroute('**/api/v1/events/stream*');
    await page.getByText('Live', { exact: true }).waitFor();
    const { body } = await service.post('/jobs/create-batch', { emails: ['event@example.com'] }).expect(200);
    const { job_id } = body as { job_id: string };
    await page
      .getByRole('row', { name: /job\.completed.*1 of 1 done/ })
      .getByRole('link', { name: job_id.slice(0, 8) })
      .waitFor();
  });

  it('does not say that everything works while the service cannot be reached', async () => {
    const other = await newPage();
    const verdict = other.getByText('Everything works.');
    let isUp = true;
    await other.route('**/system/health', (route) => (isUp ? route.continue() : route.abort()));
    await other.route('**/api/v1/events/stream*', async (route) => {
      if (isUp) await verdict.waitFor();
      isUp = false;
      await route.abort();
    });
    await other.getByLabel('API key').fill(KEY);
    await other.keyboard.press('Enter');
    const health = other.locator('section', { has: other.getByRole('heading', { name: 'Health' }) });
    await health.getByRole('alert').getByText('The service cannot be reached').waitFor();
    expect(await verdict.count()).toBe(0);
    isUp = true;
    await verdict.waitFor();
    await other.context().close();
  });

  it('says which scope a key does not have', async () => {
    const reader = await signedIn(READER);
    await open('batches', reader);
    await reader.getByLabel('LinkedIn URLs').fill('linkedin.com/in/jane-doe');
    await button('Look up', reader).click();
    await reader.getByRole('alert').getByText('This API key does not have the scope ingest').waitFor();
    await reader.context().close();
  });

  it('can be used with the keyboard only', async () => {
    const typist = await newPage();
    await typist.getByRole('heading', { name: 'Enter your API key' }).waitFor();
    await typist.keyboard.type(KEY);
    await typist.keyboard.press('Enter');
    await heading('Overview', typist);
    await tabTo(typist, typist.getByRole('navigation').getByRole('link', { name: 'Look up URLs' }));
    await typist.keyboard.press('Enter');
    await heading('Look up URLs', typist);
    await tabTo(typist, typist.getByLabel('LinkedIn URLs'));
    await typist.keyboard.type('linkedin.com/in/jane-doe');
    await tabTo(typist, button('Look up', typist));
    await typist.keyboard.press('Enter');
    await heading(/^Batch/, typist);
    const person = typist.locator('main .person-line a');
    await tabTo(typist, person);
    const name = (await person.textContent()) ?? '';
    await typist.keyboard.press('Enter');
    await heading(name, typist);
    await typist.locator('h1:focus').waitFor();
    await typist.context().close();
  });

  it('opens by the link of local mode, and shows jobs there without the key', async () => {
    const local = await aService({ API_KEY: undefined });
    try {
      const { origin } = new URL(await local.app.getUrl());
      const guest = await newPage();
      await guest.goto(`${origin}/console`);
      await button('Continue without a key', guest).click();
      await guest.getByText('Nothing is running').waitFor();
      await link('People', guest).first().click();
      await guest.getByRole('alert').getByText('This needs the API key').waitFor();
      await guest.getByRole('alert').getByRole('button', { name: 'Enter the key' }).click();
      await guest.getByRole('heading', { name: 'Enter your API key' }).waitFor();
      await guest.goto(`${origin}/console#key=${await localKey(local.dataDirectory)}`);
      await guest.getByText('Live', { exact: true }).waitFor();
      expect(guest.url()).toBe(`${origin}/console#/`);
      await guest.context().close();
    } finally {
      await local.close();
    }
  });

  const routes = async () => {
    const { body: batch } = await service.post(BATCH, { profiles: [item('jane-doe'), item('private-x')] }).expect(201);
    const { body: jobs } = await service.get('/jobs/recent?limit=100').expect(200);
    const { body: hooks } = await service.get('/api/v1/webhooks').expect(200);
    const { batch_id, results } = batch as { batch_id: string; results: { id: string }[] };
    const longest = (jobs as { job_id: string; total_items: number }[]).toSorted(
      (a, b) => b.total_items - a.total_items,
    );
    return [
      '',
      'upload',
      'batches',
      `batches/${batch_id}`,
      'jobs',
      `jobs/${longest[0]?.job_id}`,
      'people',
      `people/${results[0]?.id}`,
      'analytics',
      'spend',
      'events',
      'webhooks',
      `webhooks/${(hooks as { data: { id: string }[] }).data[0]?.id}`,
      'nowhere',
    ];
  };
  /** Until nothing is loading: connections that stay open are events. */
  const loaded = (on: Page) => on.locator('.loading, main [aria-busy=true]').first().waitFor({ state: 'detached' });

  it('has no serious problem of accessibility, in light and dark', async () => {
    const problems: string[] = [];
    for (const route of await routes()) {
      await open(route);
      await loaded(page);
      const found = async (colorScheme: 'light' | 'dark', rules?: string[]) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        problems.push(...(await seriousProblems(page, rules)).map((problem) => `${route}, ${colorScheme}: ${problem}`));
      };
      await found('light');
      // The rest is the same.
      await found('dark', ['color-contrast']);
    }
    expect(problems).toEqual([]);
  });

  it('fits a phone in every view', async () => {
    const phone = await signedIn(KEY, { viewport: { width: 390, height: 844 } });
    await button('Menu', phone).click();
    await link('Jobs', phone).first().click();
    await heading('Jobs', phone);
    const tooWide: string[] = [];
    for (const route of await routes()) {
      await open(route, phone);
      await loaded(phone);
      const width = await phone.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 390) tooWide.push(`${route}: ${width}`);
    }
    expect(tooWide).toEqual([]);
    await phone.context().close();
  });

  it('logs no error, and violates no policy', () => expect(errors.flat()).toEqual([]));
});
