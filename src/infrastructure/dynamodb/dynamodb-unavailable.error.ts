import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

export type DynamoDbProblem =
  | 'no-credentials'
  | 'refused-credentials'
  | 'access-denied'
  | 'unreachable'
  | 'server-error'
  | 'throttled'
  | 'table'
  | 'closed';

/**
 * DynamoDB cannot be used now. The message is one sentence that says what to do. Has no cause on purpose: messages of the
 * SDK may hold account numbers and signed headers.
 */
export class DynamoDbUnavailableError extends StoreUnavailableError {
  override readonly name = 'DynamoDbUnavailableError';
  readonly retryable = true;

  constructor(
    readonly problem: DynamoDbProblem,
    message: string,
  ) {
    super(message);
  }
}
