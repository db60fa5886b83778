import { PageSize } from '../../common/export/page-size.js';
import type { ItemOutcome } from '../job.js';
import type { JobStore, ResultsPage } from '../job.store.js';
import type { ResultPayloads } from '../result-payloads.js';
import { dataSize } from './data-size.js';

/** A page ends when its answers are this long together, in characters, because each of them may have 300 KB. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Outcomes with their answers: as many as are wanted, or fewer if those are large. */
export async function boundedPage(
  { store, payloads }: { store: Pick<JobStore, 'results'>; payloads: Pick<ResultPayloads, 'join'> },
  job_id: string,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<ResultsPage> {
  const outcomes: ItemOutcome[] = [];
  const part = new PageSize(limit);
  let size = 0;
  let next: string | null | undefined = cursor;
  do {
    const wanted = Math.min(part.rows, limit - outcomes.length);
    const page: ResultsPage = await store.results(job_id, { limit: wanted, cursor: next ?? undefined });
    const joined = await payloads.join(page.outcomes);
    const partSize = dataSize(joined);
    outcomes.push(...joined);
    size += partSize;
    part.learn(joined.length, partSize);
    next = page.next_cursor;
  } while (next !== null && outcomes.length < limit && size < MOST_CHARACTERS);
  return { outcomes, next_cursor: next };
}
