import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

export type SupabaseProblem =
  'key' | 'schema' | 'paused' | 'restricted' | 'unreachable' | 'slow' | 'busy' | 'trouble' | 'foreign';

/**
 * Supabase cannot be used now. The message is one sentence that says what to do. Has no cause on purpose: what a server
 * answers may hold SQL and personal data.
 */
export class SupabaseUnavailableError extends StoreUnavailableError {
  override readonly name = 'SupabaseUnavailableError';
  readonly retryable = true;

  constructor(
    readonly problem: SupabaseProblem,
    message: string,
  ) {
    super(message);
  }
}
