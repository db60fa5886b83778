import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { DynamoDb } from '../../infrastructure/dynamodb/dynamodb.js';
import { CACHE_MS, TIMEOUT_MS } from './probe.js';

/** Whether fetched profiles can be saved and tokens be had. Without DynamoDB work is accepted all the same. */
@Injectable()
export class DynamoDbHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly dynamodb: DynamoDb,
  ) {}

  async check(): Promise<HealthIndicatorResult<'dynamodb'>> {
    const result = await this.indicators
      .check('dynamodb')
      .attempt(({ signal }) => this.dynamodb.check(signal))
      .withTimeout(TIMEOUT_MS)
      .cacheFor(CACHE_MS);
    const { status, ...found } = result.dynamodb;
    return status === 'down' ? this.indicators.check('dynamodb').degraded(found) : result;
  }
}
