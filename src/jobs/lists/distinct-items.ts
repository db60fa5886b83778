import type { ListItem } from '../job.js';
import { DigestSet } from './digest-set.js';

/** Recognizes repeated rows: the same member URL, or without one the same email address. It keeps 16 bytes of each row. */
export class DistinctItems {
  private readonly seen = new DigestSet();

  /** False for every row but the first one of a person. */
  isNew({ linkedin_url, email }: ListItem): boolean {
    return this.seen.add(linkedin_url ?? email ?? '');
  }
}
