import { ApiProperty } from '@nestjs/swagger';
import { Integer } from '../../../common/openapi/fields.js';
import { activityPeriods, type ActivityPeriod } from '../../../events/activity/activity.store.js';

const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

/** Finished items. An item that is retried counts again when it finishes again. */
export class ItemFigures {
  @Integer(950)
  completed: number;
  @Integer(50)
  failed: number;
  /** Share of completed items, 0 to 1; null if no item finished. */
  @ApiProperty({ type: Number, nullable: true, example: 0.95 })
  success_rate: number | null;
}

export class JobItemFigures extends ItemFigures {
  /** Failed items by their `error_type`. */
  @ApiProperty({ ...COUNTS, example: { not_found: 42, user_restricted: 8 } })
  errors: Record<string, number>;
}

export class BatchItemFigures extends ItemFigures {
  /** Failed items by their `error_code`. */
  @ApiProperty({ ...COUNTS, example: { PROFILE_NOT_FOUND: 42, PROFILE_RESTRICTED: 8 } })
  errors: Record<string, number>;
}

/** Jobs by result. */
export class JobFigures {
  @Integer(4)
  created: number;
  @Integer(3)
  completed: number;
  @Integer(1)
  failed: number;
  @Integer(0)
  cancelled: number;
  items: JobItemFigures;
}

/** Batches by result. */
export class BatchFigures {
  @Integer(120)
  completed: number;
  @Integer(0)
  cancelled: number;
  items: BatchItemFigures;
}

/** How long a stage took for a person, in milliseconds, accurate to about 10 %. */
export class LatencyFigures {
  @Integer(1000)
  count: number;
  /** Half of them took no longer; null if there were none. */
  @ApiProperty({ type: Number, nullable: true, example: 420 })
  p50: number | null;
  /** 95 % of them took no longer; null if there were none. */
  @ApiProperty({ type: Number, nullable: true, example: 1800 })
  p95: number | null;
}

/** Stages of the pipeline, for people of batches, of jobs and of single requests. */
export class StageLatencies {
  fetch: LatencyFigures;
  companies: LatencyFigures;
  embed: LatencyFigures;
  store: LatencyFigures;
}

/** Credits that the sources have billed. */
export class CreditFigures {
  /** @example 1040 */
  total: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { 'people-data-labs': 1040 } })
  by_source: Record<string, number>;
}

export class TokenFigures {
  /** Uses of bearer tokens. */
  @Integer(1000)
  bearer_uses: number;
  /** Tokens that the embedding service has charged. */
  @Integer(412000)
  embedding: number;
}

/** Stored people. */
export class PeopleFigures {
  /** Stored for the first time. */
  @Integer(800)
  added: number;
  /** Changed by a later answer; answers that change nothing do not count. */
  @Integer(150)
  refreshed: number;
}

/** The figures of a period. */
export class ActivityFigures {
  jobs: JobFigures;
  batches: BatchFigures;
  latency_ms: StageLatencies;
  credits: CreditFigures;
  tokens: TokenFigures;
  people: PeopleFigures;
}

/** An hour or a day. */
export class AnalyticsBucket extends ActivityFigures {
  /** Its beginning, in UTC. */
  @ApiProperty({ example: '2026-11-28T00:00:00.000Z' })
  start: Date;
}

/** The figures by hour or day, whether or not the counted data is still stored. */
export class Analytics {
  /** The beginning of the first hour or day, in UTC. */
  @ApiProperty({ example: '2026-11-01T00:00:00.000Z' })
  from: Date;
  /** The end of the last one. */
  @ApiProperty({ example: '2026-11-29T00:00:00.000Z' })
  to: Date;
  @ApiProperty({ enum: activityPeriods })
  bucket: ActivityPeriod;
  totals: ActivityFigures;
  /** Every hour or day, also those in which nothing happened. */
  buckets: AnalyticsBucket[];
}
