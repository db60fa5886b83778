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

/** Problems of these kinds need an operator; the others pass on their own. */
const LASTING: ReadonlySet<DynamoDbProblem> = new Set([
  'no-credentials',
  'refused-credentials',
  'access-denied',
  'table',
]);

/** Consequences of each kind of problem. Throttling is not a reason to stop sending requests. */
export function dynamoDbProblem<Message>(kind: DynamoDbProblem, message: Message) {
  return { kind, message, isOutage: kind !== 'throttled', needsOperator: LASTING.has(kind) };
}

/**
 * DynamoDB is unavailable. The message is one sentence that says what to do. There is no cause on purpose: messages of the SDK
 * may contain account numbers and signed headers.
 */
export class DynamoDbUnavailableError extends StoreUnavailableError {
  override readonly name = 'DynamoDbUnavailableError';
  readonly retryable = true;
  /** Whether the table is unusable, rather than only this request having failed. */
  readonly isOutage: boolean;
  /** Whether credentials, permissions or tables must be changed first. */
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
