import type { PersonKeys } from '../../model/person-keys.js';
import type { PersonTraces } from '../../model/person-traces.js';
import type { JobItem } from '../job.js';
import type { JsonValue } from '../../model/json-value.js';

/** An item that may be about a person. */
export interface ItemOfPerson extends Pick<JobItem, 'job_id' | 'email_number' | 'email' | 'linkedin_url'> {
  profile_id: string | null;
  /** The answer that it keeps; null if it keeps none. */
  data: JsonValue;
}

/** Removes people from jobs. Every method throws an error that extends StoreUnavailableError if the database cannot be reached. */
export abstract class JobErasureStore {
  /**
   * The items of all jobs, uploads and unfinished deletions that name the person, and those with an answer in which any key of the
   * person occurs. Reads all items, page by page, because an index would make every list slower to store.
   */
  abstract itemsOf(person: PersonTraces): AsyncIterable<ItemOfPerson[]>;
  /**
   * Removes the content of these items, and returns how many were not erased before. They are still counted as before; pending
   * ones end as suppressed.
   */
  abstract erase(items: readonly Pick<ItemOfPerson, 'job_id' | 'email_number'>[]): Promise<number>;
  /** Removes what jobs say about the person besides their items: the address that finished last, and stored responses. */
  abstract eraseFromJobs(keys: PersonKeys): Promise<void>;
}
