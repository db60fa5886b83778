import type { PageRequest, PageRows } from '../common/pagination/page.js';
import type { ChangeField, ProfileChange } from '../model/profile-change.js';

/** How stored profiles changed. Every change is noted in the transaction that makes it. */
export abstract class ProfileChanges {
  /**
   * Newest first; null if there is no such profile. A profile that others were merged into has the changes of all of them.
   * @param field all fields without it
   */
  abstract ofProfile(id: string, page: PageRequest, field?: ChangeField): Promise<PageRows<ProfileChange> | null>;
}
