import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isFullExtent } from '../support/extent.js';
import { aService, KEY, type Service } from '../support/service.js';
import { answered } from '../support/supabase-faults.js';
import { SupabaseStandIn } from '../support/supabase-stand-in.js';

const PEOPLE = isFullExtent ? 600 : 300;
/** 20 KB each, which nobody searches, so that the connection does not hold all of them. */
const STORE = `insert into profiles (public_id, url, name, profile_image_url, source, fetched_at)
  select 'p' || n, 'https://www.linkedin.com/in/p' || n || '/', 'Name ' || n, repeat('x', 20000), 'test', now()
  from generate_series(1, ${PEOPLE}) as n`;

describe('the stream of an export', () => {
  let project: SupabaseStandIn;
  let service: Service;
  /** Pages that were read from the store. */
  let reads = 0;
  /** What a page waits for, by its number from 1; false fails it. */
  let gate: (page: number) => Promise<boolean> | boolean = () => true;

  beforeAll(async () => {
    project = await SupabaseStandIn.open();
    await project.database.exec(STORE);
    project.play(async (response, work) => {
      reads += 1;
      if (!(await gate(reads))) {
        response.destroy();
        return;
      }
      await answered(response, work);
    }, '/export_profiles');
    service = await aService({ SUPABASE_URL: project.url, SUPABASE_SERVICE_ROLE_KEY: project.secretKey });
  });

  afterAll(async () => {
    await service.close();
    await project.close();
  });

  afterEach(() => {
    gate = () => true;
    reads = 0;
  });

  async function open(format: string): Promise<IncomingMessage> {
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    const path = `/api/v1/profiles/export?format=${format}`;
    const request = httpRequest({ port, path, headers: { 'X-API-Key': KEY }, agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  }

  async function linesOf(response: IncomingMessage): Promise<number> {
    let lines = 0;
    for await (const chunk of response) lines += String(chunk).split('\n').length - 1;
    return lines;
  }

  it('holds everything for a client that takes a break', async () => {
    const response = await open('ndjson');
    // Nothing is taken until another request was answered.
    await service.get('/api/v1/profiles?limit=1').expect(200);
    const before = reads;
    expect(await linesOf(response)).toBe(PEOPLE);
    expect(before).toBeLessThan(reads);
    expect(response.complete).toBe(true);
  });

  it.each(['ndjson', 'csv'])('of %s ends without an end if the store fails', async (format) => {
    gate = (page) => page < 3;
    const response = await open(format);
    expect(response.statusCode).toBe(200);
    await expect(linesOf(response)).rejects.toThrow('aborted');
    expect(response.complete).toBe(false);
  });

  it('does not begin if the store fails at once', async () => {
    gate = () => false;
    const response = await open('csv');
    expect(response.statusCode).toBe(503);
    response.resume();
  });

  it('ends the reading when the client goes away', async () => {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<boolean>();
    gate = (page) => {
      if (page < 2) return true;
      reached.resolve();
      return released.promise;
    };
    const response = await open('ndjson');
    response.resume();
    await reached.promise;
    response.on('error', () => undefined).destroy();
    // The service has noticed it when it answers a later request.
    await service.get('/api/v1/profiles?limit=1').expect(200);
    released.resolve(true);
    await service.get('/api/v1/profiles?limit=1').expect(200);
    await service.get('/api/v1/profiles?limit=1').expect(200);
    expect(reads).toBe(2);
  });
});
