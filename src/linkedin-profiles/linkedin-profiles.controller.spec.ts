import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aFetched } from '../../test/contract/linkedin-profiles.builders.js';
import { httpApp } from '../common/testing/http-app.js';
import { DynamoDbUnavailableError } from '../infrastructure/dynamodb/dynamodb-unavailable.error.js';
import type { PageRequest } from '../common/pagination/page.js';
import type { StoredLinkedInProfile } from './linkedin-profile.js';
import { LinkedInProfilesController } from './linkedin-profiles.controller.js';
import { LinkedInProfilesService } from './linkedin-profiles.service.js';
import { LinkedInProfilesStore, type LinkedInProfileFilter } from './linkedin-profiles.store.js';

const SAVED_AT = new Date('2026-01-01T12:00:01.000Z');

/** Keeps rows in memory; can be made unavailable. */
class FakeStore extends LinkedInProfilesStore {
  override readonly table = 'linkedin_profiles';
  override readonly available = true;
  override readonly problem = null;
  readonly rows = new Map<string, StoredLinkedInProfile>();
  away = false;
  listed: unknown;

  override saveAll(): Promise<never[]> {
    return Promise.resolve([]);
  }

  override async find(email: string): Promise<StoredLinkedInProfile | null> {
    this.reach();
    return this.rows.get(email) ?? null;
  }

  override findAll(emails: readonly string[]) {
    return Promise.all(emails.map((email) => this.find(email)));
  }

  override async list(filter: LinkedInProfileFilter, page: PageRequest) {
    this.reach();
    this.listed = { ...filter, ...page };
    return { rows: [...this.rows.values()], next_cursor: 'next' };
  }

  override async delete(email: string): Promise<boolean> {
    this.reach();
    return this.rows.delete(email);
  }

  override async check(): Promise<void> {
    this.reach();
  }

  private reach(): void {
    if (this.away) throw new DynamoDbUnavailableError('unreachable', 'DynamoDB at 10.0.0.7 cannot be reached');
  }
}

describe('/linkedin-profiles', () => {
  const store = new FakeStore();
  let app: NestExpressApplication;
  beforeAll(async () => {
    app = await httpApp({
      controllers: [LinkedInProfilesController],
      providers: [LinkedInProfilesService, { provide: LinkedInProfilesStore, useValue: store }],
    });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    store.away = false;
    store.rows.clear();
    store.rows.set('ann@example.com', { ...aFetched('ann@example.com'), saved_at: SAVED_AT });
  });

  const http = () => request(app.getHttpServer());

  it.each(['ann@exämple.com', 'ann@xn--exmple-cua.com'])(
    'finds and removes the row of ann@exämple.com, which may be stored as %s',
    async (stored) => {
      store.rows.set(stored, { ...aFetched(stored), saved_at: SAVED_AT });
      for (const spelling of ['ann@exämple.com', 'ann@xn--exmple-cua.com', 'ANN@ex%C3%84mple%E3%80%82com']) {
        await http()
          .get(`/linkedin-profiles/${encodeURI(decodeURI(spelling))}`)
          .expect(200);
      }
      await http().delete('/linkedin-profiles/ann@xn--exmple-cua.com').expect(204);
      expect([...store.rows.keys()]).toEqual(['ann@example.com']);
    },
  );

  it.each([
    'Bob@Example.com',
    'BOB@EXAMPLE.COM',
    'bob.Smith@example.com',
    ' Bob@Example.com ',
    'bob@localhost',
    'bob@example.com, eva@example.com',
    'n/a',
    'x'.repeat(2_048),
  ])('finds and removes the row that another program stored as %s', async (stored) => {
    store.rows.set(stored, { ...aFetched(stored), saved_at: SAVED_AT });
    const path = `/linkedin-profiles/${encodeURIComponent(stored)}`;
    const { body } = await http().get(path).expect(200);
    expect(body.email).toBe(stored);
    await http().delete(path).expect(204);
    expect([...store.rows.keys()]).toEqual(['ann@example.com']);
  });

  it('removes the rows of an address in both spellings at once', async () => {
    store.rows.set('Ann@Example.com', { ...aFetched('Ann@Example.com'), saved_at: SAVED_AT });
    await http().delete('/linkedin-profiles/Ann@Example.com').expect(204);
    expect([...store.rows.keys()]).toEqual([]);
  });

  it.each(['ann@example.com', 'Ann%40EXAMPLE.com', '%20ann@example.com%20'])(
    'answers the profile of %s',
    async (path) => {
      const { status, body } = await http().get(`/linkedin-profiles/${path}`);
      expect({ status, body }).toEqual({
        status: 200,
        body: {
          email: 'ann@example.com',
          timestamp: '2026-01-01T12:00:00.000Z',
          success: true,
          profile_data: { full_name: 'ann@example.com' },
          saved_at: '2026-01-01T12:00:01.000Z',
          token_used: 'token_1',
          email_number: 1,
          job_id: 'job',
        },
      });
    },
  );

  it.each(['bob@example.com', 'nonsense', '%00', `${'a'.repeat(3000)}@example.com`])(
    'has nothing for %s',
    async (path) => {
      for (const answer of [
        await http().get(`/linkedin-profiles/${path}`),
        await http().delete(`/linkedin-profiles/${path}`),
      ]) {
        expect(answer.status).toBe(404);
        expect(answer.body.error_code).toBe('LINKEDIN_PROFILE_NOT_FOUND');
      }
    },
  );

  it('deletes a profile once', async () => {
    expect((await http().delete('/linkedin-profiles/ANN@example.com')).status).toBe(204);
    expect((await http().delete('/linkedin-profiles/ANN@example.com')).status).toBe(404);
  });

  it('lists in pages without a total', async () => {
    const { status, body } = await http().get('/linkedin-profiles?limit=1&cursor=c&job_id=job');
    expect(status).toBe(200);
    expect(body.data).toEqual([expect.objectContaining({ email: 'ann@example.com' })]);
    expect(body.pagination).toEqual({ limit: 1, next_cursor: 'next', has_more: true, total: null });
    expect(store.listed).toEqual({ limit: 1, cursor: 'c', job_id: 'job' });
  });

  it('rejects a page size of zero', async () => {
    expect((await http().get('/linkedin-profiles?limit=0')).status).toBe(422);
  });

  it.each([
    ['get', '/linkedin-profiles'],
    ['get', '/linkedin-profiles/ann@example.com'],
    ['delete', '/linkedin-profiles/ann@example.com'],
  ] as const)('says to %s %s when DynamoDB is away, and not where it is', async (method, path) => {
    store.away = true;
    const answer = await http()[method](path);
    expect(answer.status).toBe(503);
    expect(answer.body.error_code).toBe('SERVICE_UNAVAILABLE');
    expect(answer.headers['retry-after']).toBeDefined();
    expect(answer.text).not.toContain('10.0.0.7');
  });
});
