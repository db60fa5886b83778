import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { ForceRefresh, MaxAgeHours } from '../../common/freshness/freshness.decorators.js';
import { Integer } from '../../common/openapi/fields.js';
import { AsBoolean, AsInteger, AsNumber } from '../../common/validation/coercion.decorators.js';
import { EitherOr } from '../../common/validation/either-or.decorator.js';
import { Nullable, Optional } from '../../common/validation/presence.decorators.js';
import { jobPriorities, type JobPriority } from '../job.js';
import { MOST_CREDITS } from './change-job.dto.js';
import { ItemToFetch } from './item-to-fetch.dto.js';

/** Maximum number of addresses or items in one job. */
export const MAX_ITEMS = 50_000;

/** How a job is processed. Settings that are absent have their defaults. */
export class JobSettings {
  /** Number of calls made with one token before switching to the next one. */
  @ApiPropertyOptional({ type: 'integer' })
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(50)
  requests_per_token: number = 15;

  /** Seconds between the start of two calls with one token, per worker. */
  @ApiPropertyOptional()
  @Optional()
  @AsNumber()
  @IsNumber()
  @Min(0)
  @Max(10)
  delay_seconds: number = 0;

  /** Maximum number of concurrent calls for this job, per worker. */
  @ApiPropertyOptional({ type: 'integer' })
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(50)
  concurrency: number = 32;

  /** Whether fetched profiles are saved to the LinkedIn profiles table as they arrive. */
  @ApiPropertyOptional()
  @Optional()
  @AsBoolean()
  @IsBoolean()
  save_to_dynamodb: boolean = true;

  /** Whether fetched people are stored as profiles, where they are found by list, search and similarity. */
  @ApiPropertyOptional()
  @Optional()
  @AsBoolean()
  @IsBoolean()
  store_profile: boolean = true;

  /** Whether the companies of these profiles are fetched and stored. */
  @ApiPropertyOptional()
  @Optional()
  @AsBoolean()
  @IsBoolean()
  include_companies: boolean = false;

  /**
   * A stored profile that was fetched at most this many hours ago is the result, without a call; null or 0 fetches every profile.
   */
  @ApiPropertyOptional({ type: 'number', nullable: true, example: 720 })
  @MaxAgeHours()
  max_age_hours: number | null = null;

  /**
   * Fetches every profile, even if the sources did not find the person a short time ago. Must not be true together with `max_age_hours`
   * above 0.
   */
  @ApiPropertyOptional()
  @ForceRefresh()
  force_refresh: boolean = false;

  /**
   * Credits that the job may spend at its sources; null without a limit. Fetching stops when they are spent; the job then
   * waits, with its results, until the limit is raised with `PATCH /jobs/{job_id}`. Each person or company that is found costs what the
   * source bills for it.
   */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0, maximum: MOST_CREDITS, example: 500 })
  @Optional()
  @Nullable()
  @AsInteger()
  @IsInt()
  @Min(0)
  @Max(MOST_CREDITS)
  max_credits: number | null = null;

  /**
   * An https URL with a public host, or a URL with a host of WEBHOOK_ALLOWED_HOSTS. Receives `job.completed`, `job.failed` or
   * `job.cancelled` when the job ends, signed with the secret of `GET /api/v1/webhooks/secret`.
   */
  @ApiPropertyOptional()
  @Optional()
  @Nullable()
  @IsString()
  webhook_url: string | null = null;
}

/** Up to 50,000 people whose profiles are fetched in the background: either their email addresses, or items with more about them. */
export class CreateBatchRequest {
  /**
   * Each item holds an address, or several separated by `,`, `;` or new lines, with or without names: `Jane <jane@company.com>`.
   * Duplicates are removed. Invalid addresses are returned in `invalid_emails` and do not fail the job.
   */
  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: MAX_ITEMS,
    example: ['john@company.com', 'jane@company.com'],
  })
  @EitherOr('items')
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_ITEMS)
  emails?: unknown[];

  /**
   * Instead of `emails`. Duplicates are removed: items with the same URL, or without one the same address. Invalid items are returned in
   * `invalid_rows` and do not fail the job.
   */
  @ApiPropertyOptional({ type: [ItemToFetch], minItems: 1, maxItems: MAX_ITEMS })
  @ValidateIf((_dto, value) => (value ?? null) !== null)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_ITEMS)
  items?: unknown[];

  /** Case-insensitive. */
  @ApiPropertyOptional({ enum: jobPriorities })
  @Optional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toUpperCase() : value))
  @IsIn(jobPriorities)
  priority: JobPriority = 'NORMAL';

  @ApiPropertyOptional()
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => JobSettings)
  config: JobSettings = new JobSettings();
}

export class InvalidEmail {
  /** As it was sent; of an item with several addresses, the part that is invalid. At most 200 characters. */
  @ApiProperty({ example: 'john@' })
  value: string;
  /** @example "The part after the @ must be a domain name such as example.com" */
  reason: string;
}

export class TokenRotation {
  @Integer(15)
  requests_per_token: number;
  @Integer(1)
  estimated_token_switches: number;
  description: string;
}
