import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

export type SupabaseProblem =
  'key' | 'schema' | 'paused' | 'restricted' | 'unreachable' | 'slow' | 'busy' | 'trouble' | 'foreign';

/** Of one request: it says little about the next one. */
const PASSING: ReadonlySet<SupabaseProblem> = new Set(['busy', 'slow']);
/** Somebody has to change something. */
const LASTING: ReadonlySet<SupabaseProblem> = new Set(['key', 'schema', 'paused', 'restricted', 'foreign']);

/** What follows from the kind of a problem. */
export function supabaseProblem<Message>(kind: SupabaseProblem, message: Message) {
  return { kind, message, isOutage: !PASSING.has(kind), needsOperator: LASTING.has(kind) };
}

/**
 * Supabase cannot be used now. The message is one sentence that says what to do. Has no cause on purpose: what a server
 * answers may hold SQL and personal data.
 */
export class SupabaseUnavailableError extends StoreUnavailableError {
  override readonly name = 'SupabaseUnavailableError';
  readonly retryable = true;
  /** Whether Supabase as a whole cannot be used, rather than that this one request could not be answered. */
  readonly isOutage: boolean;

  constructor(
    readonly problem: SupabaseProblem,
    message: string,
  ) {
    super(message);
    this.isOutage = supabaseProblem(problem, message).isOutage;
  }
}
