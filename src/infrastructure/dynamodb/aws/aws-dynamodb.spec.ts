import { describe, expect, it } from '@jest/globals';
import { settings } from '../../../../test/support/settings.js';
import { awsDynamoDb, isOnAws } from './aws-dynamodb.js';

describe('the driver of DynamoDB', () => {
  it.each([
    [{}, false],
    [{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }, false],
    [{ AWS_REGION: 'eu-west-1' }, true],
    [{ AWS_PROFILE: 'work' }, true],
    [{ AWS_ENDPOINT_URL: 'http://localhost:4566' }, true],
    [{ AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8001' }, true],
    [{ DYNAMODB: 'aws' }, true],
    [{ DYNAMODB: 'embedded', AWS_REGION: 'eu-west-1', AWS_PROFILE: 'work' }, false],
  ])('with %j is AWS: %p', (environment, expected) => {
    expect(isOnAws(settings(environment))).toBe(expected);
  });

  it.each([
    [{ AWS_REGION: 'eu-west-1', AWS_PROFILE: 'work' }, 'DynamoDB in eu-west-1'],
    [{ AWS_ENDPOINT_URL_DYNAMODB: 'http://user:pass@localhost:8001/x' }, 'DynamoDB at localhost:8001'],
    [{ AWS_ENDPOINT_URL: 'http://a:1', AWS_ENDPOINT_URL_DYNAMODB: 'http://b:2' }, 'DynamoDB at b:2'],
    [{ AWS_ENDPOINT_URL: 'http://localhost:4566' }, 'DynamoDB at localhost:4566'],
    [{ AWS_PROFILE: 'work' }, 'DynamoDB in the region of the AWS profile work'],
    [{}, 'DynamoDB in the region of the AWS profile'],
  ])('with %j is described as %s', (environment, description) => {
    expect(awsDynamoDb(settings(environment)).description).toBe(description);
  });
});
