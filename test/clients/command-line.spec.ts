import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../scripts/lib/free-port.ts';
import { startCommand, type CommandOutcome } from '../support/command-line.js';
import { holdPeople } from '../support/held-people.js';
import { memberUrl, aService, type Service } from '../support/service.js';

interface Job {
  job_id: string;
  status: string;
  results_count: number;
}

/** The Node of this machine, which may be older than the one in node_modules. */
const machineNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path));

describe('the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
  const list = join(folder, 'people.csv');
  let service: Service;
  let url: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    // Local mode, whose key is in the data directory.
    service = await aService({ API_KEY: undefined, EVENT_STREAMS_MAX: '1' });
    await holdPeople(service, 'held');
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    url = `http://127.0.0.1:${port}`;
    environment = { LINKEDIN_PROFILES_URL: url, DATA_DIR: service.dataDirectory };
    writeFileSync(list, 'Team,Email\nSales,ada@example.com\nBoard,notfound-bo@example.com\nSales,no address\n');
  });
  afterAll(() => service.close());

  const command = (...args: string[]): Promise<CommandOutcome> => startCommand(args, environment).outcome;
  /** Of a job that does not end by itself. */
  const endlessList = () => {
    const path = join(folder, 'endless.csv');
    writeFileSync(path, 'Email\nheld-ada@example.com\n');
    return path;
  };

  it('explains itself', async () => {
    const { code, stdout } = await command('--help');
    expect(code).toBe(0);
    for (const name of ['ingest', 'job', 'status', 'cancel', 'search', 'erase', 'health', 'mcp'])
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  it('ingests profiles and says which failed', async () => {
    const { code, stdout, stderr } = await command('ingest', memberUrl('ada'), memberUrl('private-bo'));
    expect(stdout).toMatch(/^✓ .+\n {2}https:\/\/www\.linkedin\.com\/in\/ada\//);
    expect(stdout).toContain(`✗ ${memberUrl('private-bo')} Profile is private`);
    expect(stderr).toMatch(/Batch \w+: 2 of 2 done, 1 failed\n$/);
    expect(code).toBe(1);
  });

  it('finds what was ingested, as text and as JSON', async () => {
    await command('ingest', memberUrl('cy'), '--role', 'CISO');
    const [text, json] = await Promise.all([command('search', 'CISO'), command('search', 'CISO', '--json')]);
    const { data } = JSON.parse(json.stdout) as { data: { id: string }[] };
    expect(text.stdout).toContain(data[0]!.id);
    expect([text.code, json.code]).toEqual([0, 0]);
  });

  it('writes the results of a file, complete and under their name only', async () => {
    const out = join(folder, 'results.csv');
    const { code, stdout, stderr } = await command('job', list, '--wait', '--out', out);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('row 4 is left out: no address'),
    });
    const [, job_id] = /^Job (\S+) accepted: 2 of 3 rows$/m.exec(stdout)!;
    expect(stdout).toContain(`Job ${job_id} completed, 1 fetched, 1 failed, 2 in total`);
    const { text } = await service.get(`/jobs/${job_id}/results?format=csv`);
    expect(readFileSync(out, 'utf8')).toBe(text);
    expect(text).toMatch(/^Team,.*\r?\nSales,.*ada@example\.com/);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('waits by asking when events cannot be streamed', async () => {
    const controller = new AbortController();
    const key = readFileSync(join(service.dataDirectory, 'api-key'), 'utf8').trim();
    const stream = await fetch(`${url}/api/v1/events/stream`, {
      headers: { 'X-API-Key': key },
      signal: controller.signal,
    });
    expect(stream.status).toBe(200);
    const { code, stdout } = await command('job', list, '--wait', '--json');
    controller.abort();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', results_count: 1 });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('says on %s what goes on', async (signal) => {
    const job = startCommand(['job', endlessList(), '--wait'], environment);
    await job.noted(': 0 of 1 done');
    job.child.kill(signal);
    const { code, stderr, stdout } = await job.outcome;
    const [, job_id] = /^Job (\S+) accepted/m.exec(stdout)!;
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(stderr).toContain('The job continues without this command');
    expect(stderr).toContain(`npx . status ${job_id} --wait`);
    const { stdout: state } = await command('status', job_id!, '--json');
    expect(['pending', 'processing']).toContain((JSON.parse(state) as Job).status);
    expect(await command('cancel', job_id!)).toMatchObject({ code: 0 });
  });

  it('prints how to go on with a job that nobody waits for', async () => {
    const { code, stdout, stderr } = await command('job', list);
    const [, job_id] = /^Job (\S+) accepted/m.exec(stdout)!;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(`npx . cancel ${job_id}`) });
    expect(await command('status', job_id!, '--wait')).toMatchObject({
      code: 0,
      stdout: `Job ${job_id} completed, 1 fetched, 1 failed, 2 in total\n`,
    });
  });

  it('only checks a file', async () => {
    expect(await command('job', list, '--dry-run')).toMatchObject({ code: 0, stdout: 'Checked: 2 of 3 rows\n' });
  });

  it('erases a person who is confirmed', async () => {
    await command('ingest', memberUrl('dora'));
    expect(await command('erase', memberUrl('dora'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes is required'),
    });
    const { code, stdout } = await command('erase', memberUrl('dora'), '--yes');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Erased 1 profiles, .*\nReceipt /),
    });
    expect(await command('ingest', memberUrl('dora'))).toMatchObject({ code: 1 });
  });

  it('says whether the service is ready', async () => {
    expect(await command('health')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Ready, health \d+ of 100/),
    });
  });

  it('fails in the words of the service', async () => {
    expect(await command('status', 'nothing')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^No job found with this ID \(JOB_NOT_FOUND\)\n/),
    });
    expect(await command('ingest', 'https://example.com/')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('profiles.0.linkedin_url: '),
    });
  });

  it.each([
    ['no URL', ['ingest'], 'error: '],
    ['too many URLs', ['ingest', ...Array.from({ length: 11 }, (_, index) => memberUrl(`m${index}`))], 'error: '],
    ['a missing file', ['job', 'no-such-file.csv'], 'error: no-such-file.csv does not exist'],
    ['a folder', ['job', 'examples'], 'error: examples is a folder'],
    ['what is no file', ['job', '/dev/null'], 'error: /dev/null is not a file; save the list as one first'],
    ['a URL without http://', ['health', '--url', 'localhost:8000'], 'error: "localhost:8000" is not a URL such as '],
    ['an unknown format', ['job', 'examples/people.csv', '--out', 'results.xlsx'], 'error: '],
    ['a missing folder', ['job', 'examples/people.csv', '--out', 'no-such-folder/results.csv'], 'error: '],
  ])('refuses wrong usage: %s', async (_, args, beginning) => {
    const { code, stdout, stderr } = await command(...args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.any(String) });
    expect(stderr.startsWith(beginning)).toBe(true);
  });

  it('says that nothing listens', async () => {
    const { code, stderr } = await command('health', '--url', `http://127.0.0.1:${await freePort()}`);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('connection refused') });
  });

  it('sends the key of local mode to this machine only', async () => {
    const keys: unknown[] = [];
    const other = createServer((request, response) => {
      keys.push(request.headers['x-api-key']);
      response.writeHead(500).end();
    }).listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await command('search', 'x', '--url', `http://0.0.0.0:${port}`);
    await command('search', 'x', '--url', `http://127.0.0.1:${port}`);
    other.close();
    expect(keys).toEqual([undefined, expect.any(String)]);
  });

  (machineNode === undefined ? it.skip : it)('runs on the Node of the machine', async () => {
    expect(await startCommand(['health'], environment, machineNode).outcome).toMatchObject({ code: 0 });
    const job = startCommand(['job', endlessList(), '--wait'], environment, machineNode);
    await job.noted(': 0 of 1 done');
    job.child.kill('SIGINT');
    expect(await job.outcome).toMatchObject({ code: 130, stderr: expect.stringContaining('The job continues') });
  });
});
