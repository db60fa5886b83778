import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import fc from 'fast-check';
import { boundedJson, MAX_ANSWER } from '../../clients/mcp/bounded.js';
import { runs } from '../support/extent.js';
import { BIN } from '../support/command-line.js';
import { KEY, memberUrl, aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

describe('the MCP server', () => {
  let service: Service;
  let client: Client;
  const problems: Error[] = [];

  beforeAll(async () => {
    service = await aService();
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    client = new Client({ name: 'test', version: '1' });
    // Such as output that is not a message of the protocol.
    Object.assign(client, { onerror: (error: Error) => void problems.push(error) });
    const env = {
      PATH: process.env['PATH']!,
      LINKEDIN_PROFILES_URL: `http://127.0.0.1:${port}`,
      LINKEDIN_PROFILES_API_KEY: KEY,
    };
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [BIN, 'mcp'], env }));
  });
  afterAll(async () => {
    await client.close();
    await service.close();
    expect(problems).toEqual([]);
  });

  const call = async (name: string, given: object) =>
    (await client.callTool({ name, arguments: { ...given } })) as CallToolResult;
  const textOf = ({ content: [first] }: CallToolResult) => (first?.type === 'text' ? first.text : '');
  const answerOf = async <T>(name: string, given: object): Promise<T> => {
    const result = await call(name, given);
    expect(result.isError ?? false).toBe(false);
    return JSON.parse(textOf(result)) as T;
  };

  it('offers its tools with descriptions', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_profiles',
      'get_profile',
      'ingest_profiles',
      'create_job',
      'job_status',
    ]);
    for (const { description, inputSchema } of tools)
      expect([description, inputSchema.type]).toEqual([expect.any(String), 'object']);
  });

  it('ingests, finds and reads a profile', async () => {
    const linkedin_urls = [memberUrl('ada'), memberUrl('private-bo')];
    const batch = await answerOf<{ results: { id: string }[] }>('ingest_profiles', {
      linkedin_urls,
      suggested_role: 'CTO',
    });
    expect(batch).toMatchObject({ successful: 1, failed: 1 });
    const { id } = batch.results[0]!;
    const found = await answerOf<{ profiles: object[] }>('search_profiles', {
      query: 'CTO',
      filter: { field: 'suggested_role', type: '=', value: 'CTO' },
    });
    expect(found.profiles).toMatchObject([{ id, score: expect.any(Number), name: expect.any(String) }]);
    expect(await answerOf('get_profile', { id })).toMatchObject({ id, experience: expect.any(Array) });
    expect(await answerOf('get_profile', { linkedin_url: 'linkedin.com/in/ADA?x=1' })).toMatchObject({ id });
  });

  it('creates a job and shows its results', async () => {
    const { job_id } = await answerOf<{ job_id: string }>('create_job', {
      emails: ['cy@example.com', 'notfound-dora@example.com'],
      linkedin_urls: [memberUrl('eve')],
    });
    const job = await until(async () => {
      const state = await answerOf<{ status: string }>('job_status', { job_id, results: 10 });
      return state.status === 'completed' ? state : null;
    });
    expect(job).toMatchObject({
      total_items: 3,
      failed_items: 1,
      results: [{ email: 'cy@example.com' }, { linkedin_url: memberUrl('eve') }],
      errors: [{ error_type: 'not_found' }],
    });
  });

  it.each([
    ['job_status', { job_id: 'nothing' }, 'No job found with this ID (JOB_NOT_FOUND)'],
    ['get_profile', { id: 'nothing' }, 'PROFILE_NOT_FOUND'],
    ['get_profile', { email: 'nobody@example.com' }, 'No stored profile has this address'],
    ['get_profile', {}, 'Exactly one of'],
    ['ingest_profiles', { linkedin_urls: ['https://example.com'], suggested_role: 'CTO' }, 'profiles.0.linkedin_url'],
    ['ingest_profiles', { linkedin_urls: [], suggested_role: 'CTO' }, 'linkedin_urls'],
    ['search_profiles', { query: 'x', filter: { field: 'shoe_size', type: '=', value: 1 } }, 'filter'],
    ['create_job', {}, 'VALIDATION_ERROR'],
  ])('answers a failing %s with an error of the tool: %j', async (name, given, words) => {
    const result = await call(name, given);
    expect({ isError: result.isError, text: textOf(result) }).toEqual({
      isError: true,
      text: expect.stringContaining(words),
    });
  });
});

describe('an answer of the MCP server', () => {
  it('is valid JSON of bounded size, whatever is in it', () => {
    const large = fc.constantFrom('x'.repeat(100_000), '"'.repeat(30_000), ['y'.repeat(999)], 1);
    const value = fc.array(fc.oneof(large, fc.jsonValue()), { maxLength: 40 });
    fc.assert(
      fc.property(value, (items) => {
        const text = boundedJson(items);
        expect(text.length).toBeLessThanOrEqual(MAX_ANSWER);
        JSON.parse(text);
      }),
      { numRuns: runs(100) },
    );
    const many = Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [`"${index}`, '""']));
    expect(boundedJson(many).length).toBeLessThanOrEqual(MAX_ANSWER);
  });

  it('is the value itself if it fits', () => {
    const value = { about: 'x'.repeat(5_000), skills: Array.from({ length: 500 }, () => 'y') };
    expect(JSON.parse(boundedJson(value))).toEqual(value);
  });

  it('says where it was cut', () => {
    const text = boundedJson({ about: 'x'.repeat(50_000), skills: Array.from({ length: 200 }, () => 'y') });
    expect(text).toContain('… (50000 characters)');
    expect(text).toContain('… and 100 more');
  });
});
