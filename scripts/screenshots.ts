import { mkdirSync, statSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { personOfEmail } from '../dist/sources/sandbox/sandbox-person.js';
import { startService, temporaryFolder } from './lib/service-process.ts';

/** Takes the pictures of the console for the documentation, of a service with sandbox people. Needs Chromium (CHROMIUM). */
const folder = 'docs/images';
const key = 'screenshots';
const size = { width: 1200, height: 760 };
const teams = ['Sales', 'Engineering', 'Board', 'Finance', 'Design'];

const data = temporaryFolder();
const service = await startService({ API_KEY: key, HOST: '127.0.0.1', SANDBOX_LATENCY_MS: '400' }, data.path);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
try {
  const list = [
    'Team,Email',
    ...addresses('lead-', 18).map((email, index) => `${teams[index % teams.length]},${email}`),
  ];
  list.splice(4, 0, 'Board,private-owner@example.com', 'Finance,notfound-omar@example.com', 'Design,ivan.petrov');
  const file = { name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(list.join('\n')) };
  const { job_id } = await called('/jobs/upload', file.buffer.toString(), 'text/csv');
  await ended(String(job_id));
  await called(
    '/jobs/create-batch',
    JSON.stringify({ emails: addresses('colleague-', 250), config: { concurrency: 2 } }),
  );

  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce', colorScheme: 'light' });
  await page.goto(`${service.url}/console`);
  await page.getByLabel('API key').fill(key);
  await page.keyboard.press('Enter');
  await page.getByRole('progressbar').first().waitFor();
  await taken(page, 'overview');

  await page.goto(`${service.url}/console#/jobs/${String(job_id)}`);
  await page.getByRole('table', { name: 'Results' }).waitFor();
  await taken(page, 'job');

  await page.goto(`${service.url}/console#/upload`);
  await page.getByLabel('Choose a file').setInputFiles(file);
  await page.getByText('Start the job').waitFor();
  await taken(page, 'upload');

  await page.goto(`${service.url}/console#/analytics`);
  await page.locator('canvas').nth(3).waitFor();
  await taken(page, 'analytics');

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${service.url}/console#/people`);
  await page.getByLabel('Search for people').fill('technology leader');
  await page.keyboard.press('Enter');
  await page.getByText('Best matches first').waitFor();
  await taken(page, 'people');

  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 390, height: 760 });
  await page.goto(`${service.url}/console#/`);
  await page.getByRole('progressbar').first().waitFor();
  await taken(page, 'phone');
} finally {
  await browser.close();
  await service.stop();
  data.remove();
}

/** Of people of the sandbox whose names every machine has letters for. */
function addresses(prefix: string, count: number): string[] {
  const found: string[] = [];
  for (let index = 1; found.length < count; index += 1) {
    const email = `${prefix}${index}@example.com`;
    if (/^[\p{Script=Latin}\s.'-]+$/u.test(String(personOfEmail(email)['full_name']))) found.push(email);
  }
  return found;
}

async function called(path: string, body?: string, type = 'application/json'): Promise<Record<string, unknown>> {
  const response = await fetch(service.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'X-API-Key': key, 'Content-Type': type },
    body,
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

async function ended(job_id: string): Promise<void> {
  const response = await fetch(`${service.url}/jobs/${job_id}/events`, { headers: { 'X-API-Key': key } });
  await response.text();
}

async function taken(page: Page, name: string): Promise<void> {
  await page.locator('.loading, main [aria-busy=true]').first().waitFor({ state: 'detached' });
  const path = `${folder}/console-${name}.png`;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path, caret: 'hide' });
  console.log(`${path}, ${Math.round(statSync(path).size / 1_000)} kB`);
}
