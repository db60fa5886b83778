import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsInt, IsString, Max, Min } from 'class-validator';
import { ForceRefresh, MaxAgeHours } from '../../../common/freshness/freshness.decorators.js';
import { AsInteger } from '../../../common/validation/coercion.decorators.js';
import { ListOf } from '../../../common/validation/list-of.decorator.js';
import { Nullable, Optional } from '../../../common/validation/presence.decorators.js';
import { ProfileToIngest } from '../../dto/profile-to-ingest.dto.js';

/** Maximum number of attempts for a profile if the request does not set it. */
export const DEFAULT_ATTEMPTS = 3;

/** 1 to 10 members to fetch, enrich and store. */
export class BatchRequest {
  @ListOf(() => ProfileToIngest)
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  profiles: ProfileToIngest[];

  /** Maximum number of profiles processed concurrently. */
  @ApiPropertyOptional({ type: 'integer' })
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(5)
  max_concurrent: number = 3;

  /** With `Prefer: respond-async`, maximum number of attempts for a profile whose failure is retryable, with growing delays from 5 seconds on. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 10, default: DEFAULT_ATTEMPTS })
  @Optional()
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(10)
  max_attempts?: number;

  /** Applies to profiles that set neither `max_age_hours` nor `force_refresh`. */
  @ApiPropertyOptional({ type: 'number', nullable: true, minimum: 0, example: 24 })
  @MaxAgeHours()
  max_age_hours?: number | null;

  /** Applies to profiles that set neither `max_age_hours` nor `force_refresh`. */
  @ForceRefresh()
  force_refresh?: boolean;

  /**
   * With `Prefer: respond-async` only: an https URL with a public host, or a URL with a host of WEBHOOK_ALLOWED_HOSTS. Receives
   * `batch.completed` when the batch ends, signed with the secret of `GET /api/v1/webhooks/secret`.
   */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'https://example.com/hooks/profiles' })
  @Optional()
  @Nullable()
  @IsString()
  webhook_url?: string | null;
}
