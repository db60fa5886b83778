import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { DynamoDb } from '../../infrastructure/dynamodb/dynamodb.js';
import { SourceChain } from '../../sources/source-chain.js';
import { CACHE_MS, TIMEOUT_MS } from './probe.js';

/**
 * Whether fetched profiles can be saved and tokens be had. During an outage work is accepted all the same, and `degraded`
 * says so. `down` is what waits for somebody, such as credentials that have expired: a release that brings it must not be
 * rolled out. So is any trouble where all that can be done are jobs whose
 * tokens are in DynamoDB.
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
