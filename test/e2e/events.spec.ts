import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listEvents, streamJobEvents, type ListEventsData } from '../../clients/typescript/src/index.js';
import { isFullExtent } from '../support/extent.js';
import { readEventStream, type ReceivedEvent } from '../support/event-stream.js';
import { aService, BATCH, item, KEY, memberUrl, type Service } from '../support/service.js';
import { typedClient } from '../support/typed-client.js';
import { until } from '../support/until.js';

interface Listed {
  data: { id: number; type: string; data: Record<string, unknown> }[];
  pagination: { next_cursor: string | null; has_more: boolean };
}

describe('events', () => {
  let service: Service;
  let url: string;
  beforeAll(async () => {
    service = await aService();
    url = await service.app.getUrl();
  });
  afterAll(() => service.close());

  const headers = { 'X-API-Key': KEY };
  const createJob = async (count: number) => {
    const emails = Array.from({ length: count }, (_, index) => `person${index}@example.com`);
    const { body } = await service.post('/jobs/create-batch', { emails }).expect(200);
    return (body as { job_id: string }).job_id;
  };
  const listed = async (query: NonNullable<ListEventsData['query']>) =>
    (await listEvents({ client: await typedClient(service), query, throwOnError: true })).data;

  it('tell of a job from its creation to its end, and the stream ends with it', async () => {
    const job_id = await createJob(60);
    const events: ReceivedEvent[] = [];
    const { stream } = await streamJobEvents({
      client: await typedClient(service),
      path: { job_id },
      onSseEvent: ({ id, event, data }) => {
        if (data !== undefined)
          events.push({ id: Number(id), type: event ?? '', event: data as unknown as ReceivedEvent['event'] });
      },
    });
    const yielded: unknown[] = [];
    for await (const event of stream) yielded.push(event);
    expect(yielded).toEqual(events.map(({ event }) => event));
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe('job.created');
    expect(types.at(-1)).toBe('job.completed');
    expect(types.slice(1, -1)).toEqual(types.slice(1, -1).map(() => 'job.progress'));
    for (const { id, type, event } of events) expect(event).toMatchObject({ id, type, data: { job_id } });
    expect(events.at(-1)?.event.data).toEqual({
      job_id,
      status: 'completed',
      total_items: 60,
      processed_items: 60,
      failed_items: 0,
      progress_percentage: 100,
      waiting_for: null,
    });
    const done = events.map(({ event }) => Number(event.data['processed_items'] ?? 0));
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });

  it('are listed from the end too', async () => {
    const job_id = await createJob(3);
    const { events: all } = await readEventStream(`${url}/jobs/${job_id}/events?types=item.finished`, { headers });
    const { data } = await listed({ newest: true, limit: 2 });
    const head = data.at(-1)?.id ?? 0;
    expect(head).toBeGreaterThanOrEqual(all.at(-1)?.id ?? 0);
    expect(data.map(({ id }) => id)).toEqual([head - 1, head]);
    // Events of people come later than those of their jobs.
    expect((await listed({ newest: true, after: head - 1, limit: 1000 })).data[0]?.id).toBe(head);
    expect((await listed({ newest: true, types: ['person.erased'] })).data).toEqual([]);
  });

  it('are replayed for a job that has ended, and continue after the last one that was received', async () => {
    const job_id = await createJob(30);
    const path = `${url}/jobs/${job_id}/events?types=item.finished,job.created,job.completed`;
    const { events: all } = await readEventStream(path, { headers });
    expect(all.map(({ type }) => type)).toEqual([
      'job.created',
      ...Array.from({ length: 30 }, () => 'item.finished'),
      'job.completed',
    ]);
    const items = all.filter(({ type }) => type === 'item.finished');
    expect(items.map(({ event }) => event.data['email_number']).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      items.map((_, index) => index + 1),
    );
    for (const position of [0, 7, 31]) {
      const last = all[position]!.id;
      const { events: rest } = await readEventStream(path, { headers: { ...headers, 'Last-Event-ID': String(last) } });
      expect(rest).toEqual(all.slice(position + 1));
    }
    const inCapitals = path.replace(job_id, job_id.toUpperCase());
    expect((await readEventStream(inCapitals, { headers })).events).toEqual(all);
    const { events: none } = await readEventStream(`${url}/jobs/${job_id}/events?after=${all.at(-1)!.id}`, { headers });
    expect(none).toEqual([]);
  });

  it('tell of a job that is cancelled', async () => {
    const job_id = await createJob(isFullExtent ? 3_000 : 500);
    const reading = readEventStream(`${url}/jobs/${job_id}/events`, { headers });
    await service.post(`/jobs/${job_id}/cancel`).expect(200);
    const { events } = await reading;
    expect(events.at(-1)).toMatchObject({ type: 'job.cancelled', event: { data: { job_id, status: 'cancelled' } } });
  });

  it('tell of a batch and of its profiles', async () => {
    const { body } = await service
      .post(BATCH, { profiles: [item('events-one'), item('notfound-events')] })
      .set('Prefer', 'respond-async')
      .expect(202);
    const { batch_id } = body as { batch_id: string };
    const { events } = await readEventStream(`${url}/api/v1/profiles/batches/${batch_id}/events`, { headers });
    const told = events.map(({ type, event }) => [type, event.data] as const);
    // The first item that is decided has an event of its own unless the other one follows at once.
    const isBetween = ({ progress }: (typeof told)[number][1]) => (progress as { done: number }).done === 1;
    expect(told.filter(([, data]) => !isBetween(data))).toMatchObject([
      ['batch.progress', { batch_id, status: 'pending', progress: { done: 0, total: 2, failed: 0 } }],
      ['batch.progress', { batch_id, status: 'processing', progress: { done: 0, total: 2, failed: 0 } }],
      ['batch.completed', { batch_id, status: 'completed', progress: { done: 2, total: 2, failed: 1 } }],
    ]);
    const finished = told.map(([, data]) => data['finished'] as { done: number; failed: number; error_codes: object });
    expect(finished.reduce((sum, { done }) => sum + done, 0)).toBe(2);
    expect(finished.filter(({ failed }) => failed > 0)).toMatchObject([
      { failed: 1, error_codes: { PROFILE_NOT_FOUND: 1 } },
    ]);
    const { body: found } = await service
      .get('/api/v1/profiles')
      .query({ linkedin_url: memberUrl('events-one') })
      .expect(200);
    const [{ id }] = (found as { data: [{ id: string }] }).data;
    const { data } = await listed({ types: ['profile.created'], limit: 1000 });
    expect(data.filter(({ data: { profile_id } }) => profile_id === id)).toHaveLength(1);
  });

  it('are listed without gaps and page by page, and streamed in the same order', async () => {
    const seen: Listed['data'] = [];
    for (let after = 0, cursor: string | undefined, more = true; more;) {
      const page = await listed({ after, limit: 37 });
      if (cursor !== undefined) expect((await listed({ cursor, limit: 1 })).data[0]).toEqual(page.data[0]);
      seen.push(...page.data);
      after = page.data.at(-1)!.id;
      more = page.pagination.has_more;
      cursor = page.pagination.next_cursor ?? undefined;
    }
    expect(seen.map(({ id }) => id)).toEqual(seen.map((_, index) => index + 1));
    const { events } = await readEventStream(`${url}/api/v1/events/stream?after=0`, {
      headers,
      isEnough: ({ id }) => id === seen.length,
    });
    expect(events.map(({ event }) => event)).toEqual(seen);
  });

  it('of now on are streamed unless a position is given', async () => {
    const reading = readEventStream(`${url}/api/v1/events/stream?types=job.created`, { headers, isEnough: () => true });
    // Jobs are created until the stream, which may not have begun with the first ones, has one of them.
    const created: string[] = [];
    let isOver = false;
    void reading.finally(() => void (isOver = true)).catch(() => undefined);
    await until(async () => {
      created.push(await createJob(1));
      return isOver ? true : null;
    });
    const { events } = await reading;
    expect(created).toContain(events[0]?.event.data['job_id']);
  });

  it('are refused for unknown jobs, batches and types', async () => {
    await service.get('/jobs/unknown/events').expect(404);
    const { status } = await fetch(`${url}/api/v1/events/stream?types=`, { method: 'HEAD', headers });
    expect(status).toBe(200);
    await service.get('/api/v1/profiles/batches/unknown/events').expect(404);
    const { body } = await service.get('/api/v1/events?types=job.created,nothing&after=-1&limit=2000').expect(422);
    await service.get('/api/v1/events?cursor=-1').expect(422);
    const { validation_errors } = body as { validation_errors: { field: string }[] };
    expect(validation_errors.map(({ field }) => field).toSorted()).toEqual(['after', 'limit', 'types']);
  });
});
