import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { DynamoDb } from '../../infrastructure/dynamodb/dynamodb.js';
import { SourceChain } from '../../sources/source-chain.js';
import { CACHE_MS, TIMEOUT_MS } from './probe.js';

/**
 * Whether fetched profiles and tokens can be stored. During an outage the service still accepts work and reports `degraded`.
 * Problems that an operator must fix, such as expired credentials, are reported as `down`, so that a release that causes them
 * is not rolled out. If all the service can do is jobs with tokens from DynamoDB, every problem is reported as `down`.
 */
@Injectable()
export class DynamoDbHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly dynamodb: DynamoDb,
    private readonly sources: SourceChain,
  ) {}

  async check(): Promise<HealthIndicatorResult<'dynamodb'>> {
    const result = await this.indicators
      .check('dynamodb')
      .attempt(({ signal }) => this.dynamodb.check(signal))
      .withTimeout(TIMEOUT_MS)
      .cacheFor(CACHE_MS);
    const { status, ...found } = result.dynamodb;
    if (status !== 'down' || this.isNeeded || this.dynamodb.needsOperator) return result;
    return this.indicators.check('dynamodb').degraded(found);
  }

  private get isNeeded(): boolean {
    return this.sources.tokenUse === 'required' && this.sources.sourcesBy('url').length === 0;
  }
}
