import type { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import type { Known, Miss } from '../profile-store/known-people.store.js';
import type { Lookup } from '../sources/person-source.js';
import type { SourceAsked } from '../sources/sourced-person.js';
import { keyOf, lookupKey } from './intake-item.js';

const NOTHING: Known = { suppressed: false, person: null, not_found: [] };

/** What is known about the people of a batch, or of a chunk of a job, from its beginning to its end. */
export class KnownLookups {
  private learned: Miss[] = [];
  private readonly forced = new Set<string>();
  private readonly suppressed = new Set<string>();

  constructor(
    /** By lookup, as in lookupKey. */
    private readonly known: ReadonlyMap<string, Known> = new Map(),
    /** Why nothing is known; null if the store answered, or was not asked. */
    readonly failure: StoreUnavailableError | null = null,
  ) {}

  of(lookup: Lookup): Known {
    const key = lookupKey({ lookup });
    const known = this.known.get(key) ?? NOTHING;
    return this.forced.has(key) ? { ...known, not_found: [] } : known;
  }

  /** Ignores the known misses of the person from now on, so that all sources are asked. */
  askAgain(lookup: Lookup): void {
    this.forced.add(lookupKey({ lookup }));
  }

  /** Notes that the person must not be looked up. */
  suppress(lookup: Lookup): void {
    this.suppressed.add(lookupKey({ lookup }));
  }

  isSuppressed(lookup: Lookup): boolean {
    return this.of(lookup).suppressed || this.suppressed.has(lookupKey({ lookup }));
  }

  /** Notes which of the sources did not find the person. */
  learn(lookup: Lookup, sources_asked: readonly SourceAsked[]): void {
    for (const { source, outcome } of sources_asked) {
      if (outcome === 'not_found') this.learned.push({ lookup: keyOf(lookup), source });
    }
  }

  /** The misses noted since the last call. */
  takeLearned(): Miss[] {
    return this.learned.splice(0);
  }
}
