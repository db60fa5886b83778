import type { IngestOutcome } from '../../src/pipeline/ingest-outcome.js';
import type { IntakeItem } from '../../src/pipeline/intake-item.js';
import { defer, from, mergeMap, type Observable } from 'rxjs';
import type { LinkedInDataPipeline, PlacedOutcome } from '../../src/pipeline/linkedin-data.pipeline.js';
import type { OnError } from '../../src/pipeline/on-error.js';
import type { CreditAccess } from '../../src/sources/credit-access.js';
import { failedOutcome } from '../../src/profiles/batches/withheld-items.js';
import { aProfile } from './builders.js';

/**
 * Returns a result for every member immediately; slugs that begin with `missing` are not found, and with `flaky-N-` fail N times with a
 * retryable failure.
 */
export class FakePipeline implements Pick<LinkedInDataPipeline, 'ingestEach'> {
  /** The slugs of every requested batch. */
  readonly batches: string[][] = [];
  /** The slugs of every item that began. */
  readonly fetched: string[] = [];
  readonly concurrencies: number[] = [];
  readonly onErrors: OnError[] = [];
  /** What an item waits for before it is fetched. */
  gate: (slug: string) => Promise<void> = async () => {};

  get asPipeline(): LinkedInDataPipeline {
    return this as unknown as LinkedInDataPipeline;
  }

  ingestEach(
    items: readonly IntakeItem[],
    maxConcurrent: number,
    _credits: CreditAccess,
    onError: OnError,
  ): Observable<PlacedOutcome> {
    return defer(() => {
      const slugs = items.map(({ lookup }) => (lookup.by === 'url' ? lookup.url.slug : lookup.email.value));
      this.batches.push(slugs);
      this.concurrencies.push(maxConcurrent);
      this.onErrors.push(onError);
      const pipeline_id = `run ${this.batches.length}`;
      const ingest = async (slug: string, index: number) => {
        this.fetched.push(slug);
        await this.gate(slug);
        const fails = Number(/^flaky-(\d+)-/.exec(slug)?.[1] ?? 0);
        const tries = this.fetched.filter((fetched) => fetched === slug).length;
        return { index, outcome: tries <= fails ? failedOutcome(UNAVAILABLE) : outcomeOf(slug, pipeline_id) };
      };
      return from(slugs).pipe(mergeMap(ingest, maxConcurrent));
    });
  }
}

const UNAVAILABLE = {
  stage: 'fetch',
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'The source is unavailable',
  details: null,
  retryable: true,
} as const;

function outcomeOf(slug: string, pipeline_id: string): IngestOutcome {
  const completed_at = new Date();
  const sources_asked = [{ source: 'fake', outcome: slug.startsWith('missing') ? 'not_found' : 'found' } as const];
  const common = { pipeline_id, sources_asked, completed_at, duration_ms: 1 };
  if (slug.startsWith('missing')) {
    const failure = {
      stage: 'fetch',
      code: 'PROFILE_NOT_FOUND',
      message: 'Profile not found',
      details: null,
      retryable: false,
    } as const;
    return { ...common, status: 'failed', failure, attempts: 1 };
  }
  const stored = { id: slug, suggested_role: null, source: 'fake', fetched_at: completed_at, has_embedding: true };
  return {
    ...common,
    status: 'completed',
    profile: { ...aProfile({ public_id: slug }), ...stored, created_at: completed_at, updated_at: completed_at },
    action: 'created',
    companies: null,
    companies_failed: 0,
    source: 'fake',
    attempts: 1,
    cached: false,
    stale: false,
    warnings: [],
  };
}
