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

/** Trouble of these kinds waits for somebody; the others pass by themselves. */
const LASTING: ReadonlySet<DynamoDbProblem> = new Set([
  'no-credentials',
  'refused-credentials',
  'access-denied',
  'table',
]);

/** What follows from the kind of a problem. Too many requests is no reason to send none. */
export function dynamoDbProblem<Message>(kind: DynamoDbProblem, message: Message) {
  return { kind, message, isOutage: kind !== 'throttled', needsOperator: LASTING.has(kind) };
}

/**
 * DynamoDB cannot be used now. The message is one sentence that says what to do. Has no cause on purpose: messages of the
 * SDK may hold account numbers and signed headers.
 */
export class DynamoDbUnavailableError extends StoreUnavailableError {
  override readonly name = 'DynamoDbUnavailableError';
  readonly retryable = true;
  /** Whether the table cannot be used, rather than that this one request could not be answered. */
  readonly isOutage: boolean;
  /** Whether somebody has to change credentials, permissions or tables first. */
  readonly needsOperator: boolean;

  constructor(
    readonly problem: DynamoDbProblem,
    message: string,
  ) {
    super(message);
    const { isOutage, needsOperator } = dynamoDbProblem(problem, message);
    this.isOutage = isOutage;
    this.needsOperator = needsOperator;
  }
}
