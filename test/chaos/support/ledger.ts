import { expect } from '@jest/globals';
import { KEY } from '../../support/service.js';
import { until } from '../../support/until.js';

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

interface Detail {
  status: string;
  waiting_for: string | null;
  total_items: number;
  processed_items: number;
  failed_items: number;
  results_count: number;
  linkedin_profiles_stats: { total_profiles_fetched: number; saved_to_linkedin_profiles: number };
}

interface Line {
  email_number: number;
  success: boolean;
  saved_to_linkedin_profiles?: boolean;
}

const ENDED = new Set(['completed', 'failed']);
/** The service asks to retry later; any other failure is wrong. */
const REFUSED = new Set([429, 503]);

/** The work that a service has accepted, and what has to be true of it in the end. */
export class Ledger {
  private readonly jobs = new Map<string, number>();
  private readonly batches = new Map<string, number>();

  constructor(private readonly url: () => string) {}

  /** Null if it was refused, which is allowed. */
  async job(items: readonly object[], config: object = {}): Promise<string | null> {
    const { status, body } = await this.send('/jobs/create-batch', { items, config });
    if (REFUSED.has(status)) return null;
    expect({ status, body }).toMatchObject({ status: 200 });
    this.jobs.set(body['job_id'] as string, items.length);
    return body['job_id'] as string;
  }

  /** A batch whose result is fetched later; null if it was refused. */
  async batch(members: readonly string[]): Promise<string | null> {
    const profiles = members.map((slug) => ({
      linkedin_url: `https://www.linkedin.com/in/${slug}/`,
      suggested_role: 'CTO',
    }));
    const { status, body } = await this.send('/api/v1/profiles/batch-enhanced', { profiles });
    if (REFUSED.has(status)) return null;
    expect({ status, body }).toMatchObject({ status: 202 });
    this.batches.set(body['status_url'] as string, members.length);
    return body['status_url'] as string;
  }

  async get<T = Record<string, unknown>>(path: string): Promise<T> {
    const { status, text } = await this.read(path);
    if (status !== 200) throw new Error(`${path}: HTTP ${status} ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  }

  /** Resolves with the job as soon as the condition is true of it; the service may be away in the meantime. */
  when(job_id: string, condition: (job: Detail) => boolean): Promise<Detail> {
    return until(async () => {
      const job = await this.get<Detail>(`/jobs/${job_id}`).catch(() => null);
      return job !== null && condition(job) ? job : null;
    });
  }

  /** Waits until everything accepted has ended, then checks it: exactly once, and counted exactly. */
  async settle(): Promise<void> {
    for (const [job_id, count] of this.jobs) {
      const job = await this.when(job_id, ({ status }) => ENDED.has(status));
      const lines = await this.lines(job_id);
      expect(lines.map(({ email_number }) => email_number)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
      const found = lines.filter(({ success }) => success);
      const saved = found.filter((line) => line.saved_to_linkedin_profiles);
      expect(job).toMatchObject({
        status: 'completed',
        total_items: count,
        processed_items: count,
        failed_items: count - found.length,
        results_count: found.length,
        linkedin_profiles_stats: {
          total_profiles_fetched: found.length,
          saved_to_linkedin_profiles: saved.length,
        },
      });
    }
    for (const [path, count] of this.batches) {
      const batch = await until(async () => {
        const now = await this.get(path).catch(() => null);
        return now?.['status'] === 'completed' ? now : null;
      });
      expect(Number(batch['successful']) + Number(batch['failed'])).toBe(count);
      expect(batch['results']).toHaveLength(count);
    }
    this.jobs.clear();
    this.batches.clear();
  }

  /**
   * Results are in the stores that were away, which the service tries to reach less and less often; until then it asks to retry. That
   * it is ready does not mean that it has DynamoDB.
   */
  private async lines(job_id: string): Promise<Line[]> {
    const text = await until(async () => {
      const answer = await this.read(`/jobs/${job_id}/results?format=ndjson`);
      if (REFUSED.has(answer.status)) return null;
      expect(answer).toMatchObject({ status: 200 });
      return answer.text.trimEnd();
    });
    return text.split('\n').map((line) => JSON.parse(line) as Line);
  }

  private async read(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.url()}${path}`, { headers: { 'x-api-key': KEY } });
    return { status: response.status, text: await response.text() };
  }

  private async send(path: string, body: object): Promise<Answer> {
    const response = await fetch(`${this.url()}${path}`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
}

let serial = 0;

/** Items that nobody had before, by address. */
export function addresses(count: number): { email: string }[] {
  return Array.from({ length: count }, () => ({ email: `chaos-${++serial}@example.com` }));
}

export function slugs(count: number): string[] {
  return Array.from({ length: count }, () => `chaos-${++serial}`);
}
