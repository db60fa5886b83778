import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, openBrowser } from '../support/browser.js';
import { errorsOf, seriousProblems } from '../support/console-page.js';
import { documentedOperations, type DocumentedOperation } from '../support/documented-operations.js';
import { operationsTable, type ExecutedOperation } from '../support/operations-table.js';
import { aService, KEY, type Service } from '../support/service.js';
import { SwaggerPage } from '../support/swagger-page.js';
import { until } from '../support/until.js';

/** Only for what hangs, as the machine may be busy. */
const TIMEOUT_MS = 120_000;
const LIST = 'examples/people.csv';
const TABLE = 'docs/swagger-operations.md';
/** Does not end by itself, so its status is all that is waited for. */
const ENDLESS = 'streamEvents';

/** What others need runs before them, and what takes it away after them. */
const FIRST = ['ingestProfile', 'createJob', 'addToken', 'addSuppressions'];
const isLast = ({ method, id }: DocumentedOperation) => method === 'delete' || id === 'erasePerson';

/** Rules that the markup of Swagger UI itself breaks, where no style helps. */
const OF_SWAGGER_UI: readonly string[] = [
  // The button that opens an operation contains its path as a link, and another button that copies it.
  'nested-interactive',
  // The server, media types and examples are chosen in lists without a label, and bodies are edited in text areas without one.
  'select-name',
  'label',
  // Long examples scroll in elements that the keyboard does not reach.
  'scrollable-region-focusable',
];

describeInBrowser('Swagger UI in a browser', () => {
  const operations = inOrder(documentedOperations());
  const operation = (id: string) => operations.find((other) => other.id === id)!;
  let service: Service;
  let browser: Browser;
  let page: Page;
  let errors: string[];
  let swagger: SwaggerPage;

  beforeAll(async () => {
    [service, browser] = await Promise.all([aService(), openBrowser()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(TIMEOUT_MS);
    errors = errorsOf(page);
    swagger = new SwaggerPage(page, await service.app.getUrl());
    await swagger.open();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  const noActiveJob = async () => {
    const { body } = await service.get('/jobs/active').expect(200);
    return (body as object[]).length === 0 ? true : null;
  };
  const problems = async () =>
    (await seriousProblems(page)).filter((problem) => !OF_SWAGGER_UI.some((rule) => problem.startsWith(`${rule}:`)));

  it('requires the key, and keeps it over a reload', async () => {
    expect(await swagger.execute(operation('listProfiles'))).toBe(403);
    await swagger.authorize(KEY);
    expect(await swagger.execute(operation('listProfiles'))).toBe(200);
    await swagger.open();
    expect(await swagger.execute(operation('listProfiles'))).toBe(200);
  });

  it('runs every operation with what it shows: 2xx, or 404 for an ID that has to be pasted', async () => {
    const executed: ExecutedOperation[] = [];
    await swagger.closeTags();
    for (const each of operations) {
      const options = { isEndless: each.id === ENDLESS, file: each.id === 'uploadJob' ? LIST : undefined };
      executed.push({ ...each, shown: await swagger.execute(each, options) });
      // Its people are looked up and deleted by others.
      if (each.id === 'createJob') await until(noActiveJob);
    }
    const unexpected = executed.filter(({ shown, path }) => shown >= 300 && !(shown === 404 && path.includes('{')));
    expect(unexpected.map(({ id, shown }) => `${id} ${shown}`)).toEqual([]);

    const table = operationsTable(executed);
    if (process.env['UPDATE_DOCS'] === 'true') await writeFile(TABLE, table);
    expect(await readFile(TABLE, 'utf8')).toBe(table);
  });

  const people = readFile(LIST, 'utf8');
  it.each([
    // This one is found after five seconds, the others at once.
    [
      'multipart/form-data',
      async () => `${(await people).trimEnd()}\nSales,low,slow-ann@example.com,\n`,
      // Others may be over before it is reported.
      ['job.progress'],
    ],
    ['text/csv', () => people, []],
    ['application/x-ndjson', () => '{"email": "jane@company.com", "team": "Sales"}\n', []],
  ])('uploads a chosen file as %s, and shows the progress of its job', async (type, text, progress) => {
    const upload = await swagger.tryOut(operation('uploadJob'));
    await upload.locator('.opblock-section-request-body .content-type').selectOption(type);
    const file = { name: 'people', mimeType: 'text/plain', buffer: Buffer.from(await text()) };
    await upload.locator('input[type=file]').setInputFiles(file);
    expect(await swagger.send(upload)).toBe(200);
    const { job_id, total_items } = JSON.parse(await swagger.shownBody(upload)) as Record<string, unknown>;
    await swagger.close(upload);

    const events = await swagger.tryOut(operation('streamJobEvents'));
    await events.locator('tr[data-param-name=job_id] input').fill(String(job_id));
    expect(await swagger.send(events)).toBe(200);
    const shown = await swagger.shownBody(events);
    await swagger.close(events);
    const types = [...shown.matchAll(/^event: (.*)$/gm)].map(([, event]) => event);
    expect([types[0], types.at(-1)]).toEqual(['job.created', 'job.completed']);
    expect(types).toEqual(expect.arrayContaining(progress));
    expect(shown.slice(shown.indexOf('job.completed'))).toContain(`"processed_items":${String(total_items)},`);
  });

  it('has no serious problem of accessibility', async () => {
    await swagger.open();
    expect(await problems()).toEqual([]);
    await swagger.send(await swagger.tryOut(operation('ingestBatch')));
    expect(await problems()).toEqual([]);
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await swagger.open();
    const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
    expect(await width()).toBe(390);
    for (const id of ['ingestBatch', 'uploadJob', 'listProfiles']) await swagger.tryOut(operation(id));
    await swagger.send(swagger.block(operation('ingestBatch')));
    expect(await width()).toBe(390);
  });

  it('logs no error', () => expect(errors).toEqual([]));
});

function inOrder(operations: DocumentedOperation[]): DocumentedOperation[] {
  const rank = (operation: DocumentedOperation) => {
    const first = FIRST.indexOf(operation.id);
    return first >= 0 ? first - FIRST.length : isLast(operation) ? 1 : 0;
  };
  return operations.toSorted((one, other) => rank(one) - rank(other));
}
