import { Integer } from '../../../common/openapi/fields.js';

/** What a job over a list would fetch and cost. Every person is counted once: `total` is the sum of the next four. */
export class JobEstimate {
  /** `total_items` of the job: valid rows without duplicates. */
  @Integer(1000)
  total: number;
  /** People who are stored and recent enough for `config.max_age_hours`. */
  @Integer(400)
  from_store: number;
  /** People whom none of the sources found when they were asked less than NOT_FOUND_MAX_AGE_HOURS ago. */
  @Integer(50)
  known_misses: number;
  /** People who are on the list of suppressed people, or were erased: they are not fetched. */
  @Integer(0)
  suppressed: number;
  /** People for whom a source has to be asked. */
  @Integer(550)
  to_fetch: number;
  /**
   * Credits if each of them is found, at the most expensive of the sources that may be asked. Companies come on top with
   * `include_companies`: how many these people name is not known before they are fetched.
   */
  @Integer(550)
  worst_cost: number;
}
