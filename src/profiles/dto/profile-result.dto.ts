import { OptionalInteger, Uuid } from '../../common/openapi/fields.js';
import { ApiProperty } from '@nestjs/swagger';
import { CompanyData } from '../../companies/dto/company.dto.js';
import { failureCodes, stages, type FailureCode, type Stage } from '../../model/failure.js';
import { SourceAskedDto } from '../../sources/dto/source-asked.dto.js';
import { ProfileData } from './profile.dto.js';

export class PipelineWarning {
  @ApiProperty({ enum: stages })
  stage: Stage;
  /** @example "Company Northwind Robotics could not be fetched" */
  error: string;
  details: string | null;
}

export class PipelineError {
  /** @example "Profile not found" */
  error: string;
  /** @example "LinkedIn profile is private or does not exist" */
  details: string | null;
  @ApiProperty({ enum: failureCodes })
  error_code: FailureCode;
  @ApiProperty({ enum: stages })
  stage: Stage;
  /** Whether the same request may succeed later. */
  retryable: boolean;
}

/** How the profile was processed. If it failed, `errors` is set and the other figures are omitted. */
export class PipelineMetadata {
  @Uuid()
  pipeline_id: string;
  @ApiProperty({ enum: ['completed', 'failed'] })
  status: 'completed' | 'failed';
  @OptionalInteger(3)
  companies_found?: number;
  @OptionalInteger(0)
  companies_failed?: number;
  has_embeddings?: boolean;
  /** When processing finished. */
  processing_time?: Date;
  @OptionalInteger(1240)
  processing_time_ms?: number;
  /**
   * Source that returned the profile, now or when it was stored.
   * @example "sandbox"
   */
  source?: string;
  /** Sources that were asked, in order; empty if a recent stored profile was returned. */
  sources_asked?: SourceAskedDto[];
  /** Number of calls to the sources; 0 if a recent stored profile was returned. */
  @OptionalInteger(1)
  attempts?: number;
  /** Whether a recent stored profile was returned, without a call. */
  cached?: boolean;
  /** Problems that did not fail the profile. */
  warnings?: PipelineWarning[];
  errors?: PipelineError[];
}

export class ProcessedCompany extends CompanyData {
  @Uuid()
  id: string;
  @ApiProperty({ enum: ['created', 'updated', 'unchanged'] })
  action: 'created' | 'updated' | 'unchanged';
}

/** The result for one requested profile. It has the same fields whether the profile was stored or failed. */
export class ProfileResult extends ProfileData {
  /** ID of the stored profile; empty if it failed. */
  id: string;
  /** The source of the latest fetch; null if the profile failed. */
  source: string | null;
  fetched_at: Date | null;
  /** Whether the sources failed, so that the stored profile was returned as it is: see `on_error`. */
  stale: boolean;
  /** Null if companies were not requested, or the profile failed. */
  companies_processed: ProcessedCompany[] | null;
  pipeline_metadata: PipelineMetadata;
  /** When the profile was first stored; the start of the batch if it failed. */
  created_at: Date;
  updated_at: Date | null;
}
