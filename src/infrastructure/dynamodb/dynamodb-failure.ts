import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { diagnose, type Rule, type Symptoms } from '../outage/backend-problem.js';
import { dynamoDbProblem, DynamoDbUnavailableError, type DynamoDbProblem } from './dynamodb-unavailable.error.js';

interface SdkError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: unknown;
}

const UNREADABLE = 'Unreadable';
const UNREACHABLE = dynamoDbProblem(
  'unreachable',
  (place: string) => `${place} cannot be reached: check AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB and the network`,
);

const RULES: readonly Rule<DynamoDbProblem, string>[] = [
  {
    name: /^(CredentialsProviderError|TokenProviderError)$/,
    problem: dynamoDbProblem(
      'no-credentials',
      'No AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, set AWS_PROFILE, or run with an IAM role',
    ),
  },
  {
    name: /^(ExpiredTokenException|ExpiredToken|RequestExpired)$/,
    problem: dynamoDbProblem('refused-credentials', 'The AWS credentials have expired: provide new ones'),
  },
  {
    name: /^(UnrecognizedClientException|InvalidSignatureException|IncompleteSignatureException|MissingAuthenticationTokenException|InvalidClientTokenId|SignatureDoesNotMatch)$/,
    problem: dynamoDbProblem(
      'refused-credentials',
      'DynamoDB rejected the AWS credentials: check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
    ),
  },
  {
    name: /^AccessDenied(Exception)?$/,
    problem: dynamoDbProblem('access-denied', (_place: string, { message = '' }: Symptoms) => {
      const [, permission] = /\b(dynamodb:\w+)/.exec(message) ?? [];
      return `The AWS credentials lack ${permission ? `the permission ${permission}` : 'a permission'}: add it to their policy for this table`;
    }),
  },
  {
    name: /^(ProvisionedThroughputExceededException|ThrottlingException|RequestLimitExceeded|LimitExceededException)$/,
    problem: dynamoDbProblem('throttled', 'DynamoDB is throttling requests: try again later'),
  },
  {
    name: /^(ResourceNotFoundException|TableNotFoundException)$/,
    problem: dynamoDbProblem('table', 'The table does not exist in DynamoDB yet: it is being created'),
  },
  {
    status: (status) => status >= 500,
    problem: dynamoDbProblem('server-error', (place: string) => `${place} is having problems: try again later`),
  },
  {
    message: /^Region is missing$/,
    problem: dynamoDbProblem('unreachable', 'No AWS region is configured: set AWS_REGION'),
  },
  // A server that is not DynamoDB responds with text that is not JSON, or with errors without a type.
  { name: /^(Unreadable|UnknownError|Unknown|404|TimeoutError|NetworkingError)$/, problem: UNREACHABLE },
  {
    code: /^(?:E[A-Z]{3,}|UND_ERR_\w+|CERT_\w+|ERR_TLS_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_VERIFY\w*)$/,
    problem: UNREACHABLE,
  },
];

/**
 * What an SDK error means to the operator; null if DynamoDB works and only rejected this request.
 * @param place where the client looks for DynamoDB
 */
export function dynamoDbFailure(error: unknown, place: string): DynamoDbUnavailableError | null {
  if (error instanceof DynamoDbUnavailableError) return error;
  if (!(error instanceof Error)) return null;
  const problem = diagnose(symptomsOf(error), RULES, place);
  return problem && new DynamoDbUnavailableError(problem.kind, problem.message);
}

/** Whether DynamoDB itself rejected the request. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof DynamoDBServiceException;
}

function symptomsOf(error: SdkError) {
  const isUnreadable = error instanceof SyntaxError && error.$response !== undefined;
  const { message, $metadata } = error;
  const name = isUnreadable ? UNREADABLE : error.name;
  return { name, code: codeOf(error), status: $metadata?.httpStatusCode, message };
}

/** The SDK wraps errors from other realms and keeps only their text. */
function codeOf({ code, message }: SdkError): string {
  return code ?? /^AWS SDK error wrapper for .*?\b(E[A-Z]{3,})\b/.exec(message)?.[1] ?? '';
}
