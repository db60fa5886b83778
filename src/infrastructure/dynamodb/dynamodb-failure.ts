import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { DynamoDbUnavailableError } from './dynamodb-unavailable.error.js';

const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);
const EXPIRED = new Set(['ExpiredTokenException', 'ExpiredToken', 'RequestExpired']);
const UNKNOWN_CREDENTIALS = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
]);
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
]);

interface SdkError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: unknown;
}

/**
 * What an error of the SDK means for whoever keeps the service running; null where DynamoDB works and only refused
 * this one request.
 * @param place where the client looks for DynamoDB
 */
export function dynamoDbFailure(error: unknown, place: string): DynamoDbUnavailableError | null {
  if (error instanceof DynamoDbUnavailableError) return error;
  if (!(error instanceof Error)) return null;
  return credentialsFailure(error) ?? serviceFailure(error, place) ?? connectionFailure(error, place);
}

/** Whether DynamoDB itself would not do what it was asked for. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof DynamoDBServiceException;
}

function credentialsFailure({ name, message }: SdkError): DynamoDbUnavailableError | null {
  if (NO_CREDENTIALS.has(name)) {
    return new DynamoDbUnavailableError(
      'no-credentials',
      'No AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, set AWS_PROFILE, or run with an IAM role',
    );
  }
  if (EXPIRED.has(name)) {
    return new DynamoDbUnavailableError('refused-credentials', 'The AWS credentials have expired: provide new ones');
  }
  if (UNKNOWN_CREDENTIALS.has(name)) {
    return new DynamoDbUnavailableError(
      'refused-credentials',
      'DynamoDB rejected the AWS credentials: check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
    );
  }
  if (name !== 'AccessDeniedException' && name !== 'AccessDenied') return null;
  const [, permission] = /\b(dynamodb:\w+)/.exec(message) ?? [];
  return new DynamoDbUnavailableError(
    'access-denied',
    `The AWS credentials lack ${permission ? `the permission ${permission}` : 'a permission'}: add it to their policy for this table`,
  );
}

function serviceFailure({ name, $metadata }: SdkError, place: string): DynamoDbUnavailableError | null {
  if (THROTTLED.has(name)) {
    return new DynamoDbUnavailableError('throttled', 'DynamoDB is throttling requests: try again later');
  }
  if (name === 'ResourceNotFoundException' || name === 'TableNotFoundException') {
    return new DynamoDbUnavailableError('table', 'The table does not exist in DynamoDB yet: it is being created');
  }
  if (($metadata?.httpStatusCode ?? 0) >= 500) {
    return new DynamoDbUnavailableError('server-error', `${place} is having problems: try again later`);
  }
  return null;
}

const CONNECTION_CODE = /^(?:E[A-Z]{3,}|UND_ERR_\w+|CERT_\w+|ERR_TLS_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_VERIFY\w*)$/;

function connectionFailure(error: SdkError, place: string): DynamoDbUnavailableError | null {
  if (error.message === 'Region is missing') {
    return new DynamoDbUnavailableError('unreachable', 'No AWS region is configured: set AWS_REGION');
  }
  // An address at which something else than DynamoDB answers gives texts that are no JSON, or errors without a type.
  const unreadable = error instanceof SyntaxError && error.$response !== undefined;
  const foreign = error.name === 'UnknownError' || error.name === 'Unknown' || error.name === '404';
  const timeout = error.name === 'TimeoutError' || error.name === 'NetworkingError';
  if (!unreadable && !foreign && !timeout && !CONNECTION_CODE.test(codeOf(error))) return null;
  return new DynamoDbUnavailableError(
    'unreachable',
    `${place} cannot be reached: check AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB and the network`,
  );
}

/** The SDK wraps what is no Error of its own realm, and keeps only the text of it. */
function codeOf({ code, message }: SdkError): string {
  return code ?? /^AWS SDK error wrapper for .*?\b(E[A-Z]{3,})\b/.exec(message)?.[1] ?? '';
}
