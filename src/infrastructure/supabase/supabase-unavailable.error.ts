import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

export type SupabaseProblem =
  | 'key'
  | 'schema'
  | 'suppression-key'
  | 'paused'
  | 'restricted'
  | 'unreachable'
  | 'slow'
  | 'busy'
  | 'server-error'
  | 'foreign';

/** Affects one request: it says little about the next one. */
const PASSING: ReadonlySet<SupabaseProblem> = new Set(['busy', 'slow']);
/** An operator has to change something. */
const LASTING: ReadonlySet<SupabaseProblem> = new Set([
  'key',
  'schema',
  'suppression-key',
  'paused',
  'restricted',
  'foreign',
]);

/** Consequences of each kind of problem. */
export function supabaseProblem<Message>(kind: SupabaseProblem, message: Message) {
  return { kind, message, isOutage: !PASSING.has(kind), needsOperator: LASTING.has(kind) };
}

/**
 * Supabase is unavailable. The message is one sentence that says what to do. There is no cause on purpose: responses of a server
 * may contain SQL and personal data.
 */
export class SupabaseUnavailableError extends StoreUnavailableError {
  override readonly name = 'SupabaseUnavailableError';
  readonly retryable = true;
  /** Whether Supabase as a whole is unusable, rather than only this request having failed. */
  readonly isOutage: boolean;

  constructor(
    readonly problem: SupabaseProblem,
    message: string,
  ) {
    super(message);
    this.isOutage = supabaseProblem(problem, message).isOutage;
  }
}
