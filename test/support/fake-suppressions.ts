import type { PersonKeys } from '../../src/model/person-keys.js';
import { JobSuppressions } from '../../src/suppression/job-suppressions.js';
import type { Suppressions } from '../../src/suppression/suppressions.js';

/** Notes what turned out to lead to suppressed people. */
export class FakeSuppressions {
  readonly extended: PersonKeys[] = [];

  get asSuppressions(): Suppressions {
    return {
      extend: async (people: readonly PersonKeys[]) => void this.extended.push(...people),
    } as unknown as Suppressions;
  }
}

/** The people whose slugs, numbers and addresses are in a set. */
export class FakeJobSuppressions extends JobSuppressions {
  readonly suppressed = new Set<string>();
  /** How many people each call was about. */
  readonly calls: number[] = [];
  /** Why nobody can tell; null if somebody can. */
  failure: Error | null = null;

  override async areSuppressed(people: readonly Partial<PersonKeys>[]): Promise<boolean[]> {
    this.calls.push(people.length);
    if (this.failure) throw this.failure;
    return people.map((keys) => isAbout(this.suppressed, keys));
  }

  override async add(): Promise<void> {}
  override async remove(): Promise<void> {}
}

export function isAbout(
  suppressed: ReadonlySet<string>,
  { slugs = [], linkedin_ids = [], emails = [] }: Partial<PersonKeys>,
): boolean {
  return [...slugs, ...linkedin_ids, ...emails].some((key) => suppressed.has(key));
}
