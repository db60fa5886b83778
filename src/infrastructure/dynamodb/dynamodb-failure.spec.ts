import { describe, expect, it } from '@jest/globals';
import { dynamoDbFailure } from './dynamodb-failure.js';

const error = (fields: object) => Object.assign(new Error('secret'), fields);

describe('the meaning of an SDK error', () => {
  it.each([
    [{ name: 'CredentialsProviderError' }, 'no-credentials', /set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/],
    [{ name: 'ExpiredTokenException' }, 'refused-credentials', /have expired/],
    [{ name: 'UnrecognizedClientException' }, 'refused-credentials', /check AWS_ACCESS_KEY_ID/],
    [{ name: 'AccessDeniedException' }, 'access-denied', /lack a permission/],
    [
      { name: 'AccessDeniedException', message: 'arn:1234 is not authorized to perform: dynamodb:Scan on resource: x' },
      'access-denied',
      /lack the permission dynamodb:Scan: add it/,
    ],
    [{ message: 'Region is missing' }, 'unreachable', /set AWS_REGION/],
    [{ code: 'ENOTFOUND' }, 'unreachable', /DynamoDB in eu-west-9 cannot be reached: check AWS_REGION/],
    [{ code: 'ECONNRESET' }, 'unreachable', /cannot be reached/],
    [{ code: 'CERT_HAS_EXPIRED' }, 'unreachable', /cannot be reached/],
    [{ name: 'TimeoutError' }, 'unreachable', /cannot be reached/],
    [{ name: 'ProvisionedThroughputExceededException' }, 'throttled', /try again later/],
    [{ name: 'ResourceNotFoundException' }, 'table', /is being created/],
    [{ name: 'InternalServerError', $metadata: { httpStatusCode: 500 } }, 'server-error', /is having problems/],
  ])('of %j is %s', (fields, problem, sentence) => {
    const failure = dynamoDbFailure(error(fields), 'DynamoDB in eu-west-9');
    expect(failure).toMatchObject({ problem, message: expect.stringMatching(sentence), retryable: true });
    expect(failure?.message).not.toMatch(/secret|arn|1234/);
  });

  it.each([
    { name: 'ValidationException', $metadata: { httpStatusCode: 400 } },
    { name: 'ConditionalCheckFailedException', $metadata: { httpStatusCode: 400 } },
    { name: 'AbortError' },
    { name: 'TypeError' },
  ])('is none for %j', (fields) => {
    expect(dynamoDbFailure(error(fields), 'DynamoDB')).toBeNull();
  });
});
