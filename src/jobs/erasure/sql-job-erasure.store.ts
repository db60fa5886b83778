import { Injectable } from '@nestjs/common';
import type { IdempotencyScope } from '../../idempotency/idempotent-request.js';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { JsonValue } from '../../model/json-value.js';
import type { PersonKeys } from '../../model/person-keys.js';
import type { PersonTraces } from '../../model/person-traces.js';
import { jobEnded } from '../job-journal.js';
import { fold } from '../records/counters.js';
import { JobDatabase } from '../records/job-database.js';
import { ERASE, ERASE_RESPONSE, ITEMS_BY_ANSWER, ITEMS_OF_PERSON, RESPONSES } from './erasure-statements.js';
import { JobErasureStore, type ItemOfPerson } from './job-erasure.store.js';
import { scrubbed } from './scrubbed.js';

/** A response in which a text occurs, perhaps within a word. */
interface FoundResponse extends IdempotencyScope {
  response: JsonValue;
}

/** A row of a page; all columns of the item are null if nothing on the page was found. */
interface PageRow extends Omit<ItemOfPerson, 'job_id'> {
  last_job_id: string;
  last_number: number;
  job_id: string | null;
}

const BEFORE_ALL = ['00000000-0000-0000-0000-000000000000', 0] as const;

@Injectable()
export class SqlJobErasureStore extends JobErasureStore {
  private readonly database: JobDatabase;

  constructor(database: SqlDatabase, queue: Queue) {
    super();
    this.database = new JobDatabase(database, queue);
  }

  override async *itemsOf(person: PersonTraces): AsyncGenerator<ItemOfPerson[]> {
    const urls = person.slugs.map((slug) => LinkedInUrl.ofSlug(slug).toString());
    const texts = textsOf(person);
    yield* this.pages(ITEMS_OF_PERSON, [person.emails, urls, person.profile_ids, texts]);
    yield* this.pages(ITEMS_BY_ANSWER, [texts]);
  }

  override async erase(items: readonly Pick<ItemOfPerson, 'job_id' | 'email_number'>[]): Promise<number> {
    let total = 0;
    for (const [job_id, ofJob] of Map.groupBy(items, (item) => item.job_id)) {
      const numbers = ofJob.map(({ email_number }) => email_number);
      const { erased, folded } = await this.database.transaction(async (sql) => {
        const [row] = await sql.query<{ erased: number }>(ERASE, [job_id, numbers]);
        // The last one that was pending may have been among them.
        return { erased: row?.erased ?? 0, folded: await fold(sql, job_id) };
      });
      if (folded?.hasJustEnded) jobEnded(folded.job);
      total += erased;
    }
    return total;
  }

  override async eraseFromJobs(keys: PersonKeys): Promise<void> {
    const { emails } = keys;
    // In the order in which it moves: a job may be folded in between.
    await this.database.query('update jobs.counts set last_email = null where last_email = any ($1::text[])', [emails]);
    await this.database.query('update jobs.jobs set current_email = null where current_email = any ($1::text[])', [
      emails,
    ]);
    await this.eraseFromResponses(textsOf(keys));
  }

  /**
   * The response to a request that created a job stays, without the texts, because the job must not be created again. Other
   * responses are deleted, and those of requests that are being processed will not be stored.
   */
  private async eraseFromResponses(texts: readonly string[]): Promise<void> {
    await this.database.query(
      'update jobs.idempotency_keys set is_forgotten = true where response is null and not names_nobody',
    );
    let after = ['', '', ''];
    for (;;) {
      const found = await this.database.query<FoundResponse>(RESPONSES, [...after, texts]);
      for (const { caller, route, key, response } of found) {
        after = [caller, route, key];
        const left = JSON.stringify(scrubbed(response, texts));
        if (left !== JSON.stringify(response)) await this.database.query(ERASE_RESPONSE, [...after, left]);
      }
      if (found.length === 0) return;
    }
  }

  private async *pages(statement: string, values: readonly unknown[]): AsyncGenerator<ItemOfPerson[]> {
    let after: readonly [string, number] = BEFORE_ALL;
    for (;;) {
      const rows = await this.database.query<PageRow>(statement, [...after, ...values]);
      const [first] = rows;
      if (first === undefined) return;
      after = [first.last_job_id, first.last_number];
      const items = rows.flatMap(({ last_job_id: _job, last_number: _number, job_id, ...item }) =>
        job_id === null ? [] : [{ ...item, job_id }],
      );
      if (items.length > 0) yield items;
    }
  }
}

/** The texts by which a person occurs in JSON, in lower case: addresses, numbers, and slugs as part of a URL or by themselves. */
function textsOf({ slugs, linkedin_ids, emails }: PersonKeys): string[] {
  const ofSlugs = slugs.flatMap((slug) => [slug, encodeURIComponent(slug)]);
  return [...new Set([...ofSlugs, ...linkedin_ids, ...emails].map((text) => text.toLowerCase()))];
}
