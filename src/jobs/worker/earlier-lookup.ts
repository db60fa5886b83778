import { LookupError, type SourcedPerson } from '../../sources/sourced-person.js';

/** The calls of one lookup. */
type Calls = Pick<SourcedPerson | LookupError, 'attempts' | 'token_used' | 'sources_asked'>;

/** The calls of a lookup, and of an earlier one of the same item, if there was one. */
export function allCalls(earlier: Calls | null, { attempts, token_used, sources_asked }: Calls) {
  return {
    attempts: (earlier?.attempts ?? 0) + attempts,
    token_used,
    sources_asked: [...(earlier?.sources_asked ?? []), ...sources_asked],
  };
}

/** The later failure decides. */
export function after(earlier: LookupError | null, failure: LookupError): LookupError {
  return earlier === null ? failure : new LookupError(failure, allCalls(earlier, failure));
}
