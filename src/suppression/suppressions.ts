import { Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import type { PageRequest } from '../common/pagination/page.js';
import type { PersonKeys } from '../model/person-keys.js';
import { JobSuppressions } from './job-suppressions.js';
import { PersonDigester } from './person-digester.js';
import { KeyNotKeptError } from './suppression-key.error.js';
import type { Suppressor } from './suppression.js';
import { SuppressionStore, type SuppressionPage } from './suppression.store.js';

/** Maximum number of people in one call to a store. */
const AT_ONCE = 1_000;

/**
 * The list of people who must not be stored again. It is in two databases: the profile store has the entries that are shown, the database
 * of jobs only the digests. Additions and removals go to the database of jobs first: after a failure in between, the profile store still
 * shows what has to be repeated, and every call may be repeated. Every method throws StoreUnavailableError.
 */
@Injectable()
export class Suppressions {
  constructor(
    private readonly store: SuppressionStore,
    private readonly jobs: JobSuppressions,
    private readonly digester: PersonDigester,
  ) {}

  /** Those of the digests that are suppressed. */
  find(digests: readonly string[]): Promise<Set<string>> {
    return this.store.find(digests);
  }

  /**
   * Suppresses the digests of one person; some may be suppressed already. Once it returns, no save of the person that began before is
   * still in progress. Returns how many of the digests were not suppressed before.
   */
  async add(digests: readonly string[], by: Suppressor): Promise<number> {
    const [added = 0] = await this.addAll([digests], by);
    return added;
  }

  /** The same for each of many people. */
  async addAll(people: readonly (readonly string[])[], by: Suppressor): Promise<number[]> {
    if (!this.digester.isKept) throw new KeyNotKeptError();
    const added: number[] = [];
    for (let first = 0; first < people.length; first += AT_ONCE) {
      const some = people.slice(first, first + AT_ONCE);
      await this.jobs.add(some.flat());
      added.push(...(await this.store.add(some, by)));
    }
    return added;
  }

  /**
   * Suppresses people with all keys that the profile store has for them, including those of profiles that are being stored meanwhile:
   * once the given keys are suppressed, no profile with one of them is stored any more. Returns for each person whether it was not
   * suppressed before.
   */
  async suppress(people: readonly PersonKeys[], by: Suppressor): Promise<boolean[]> {
    const given = await this.addAll(
      people.map((keys) => this.digester.digests(keys)),
      by,
    );
    for (let first = 0; first < people.length; first += AT_ONCE) {
      const known = await this.store.keysOf(people.slice(first, first + AT_ONCE));
      await this.addAll(
        known.map((keys) => this.digester.digests(keys)),
        by,
      );
    }
    return given.map((added) => added > 0);
  }

  /**
   * Suppresses further keys that turned out to belong to suppressed people, so that they are not looked up the next time. Does nothing
   * for a person who is no longer suppressed, or while a database is unavailable: the keys will be found again.
   */
  async extend(people: readonly PersonKeys[]): Promise<void> {
    for (const keys of people) {
      const digests = this.digester.digests(keys);
      try {
        if (await this.store.extend(digests)) await this.jobs.add(digests);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
      }
    }
  }

  /** Allows people to be stored again: removes all entries of the people whom the digests, or the entry with this id, belong to. */
  async remove(given: { digests: readonly string[] } | { id: string }): Promise<number> {
    const digests = await this.store.ofSamePeople(given);
    await this.jobs.remove('digests' in given ? [...digests, ...given.digests] : digests);
    return this.store.remove(digests);
  }

  /** Newest first. */
  list(page: PageRequest): Promise<SuppressionPage> {
    return this.store.list(page);
  }
}
