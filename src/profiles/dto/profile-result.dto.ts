import { OptionalInteger, Uuid } from '../../common/openapi/fields.js';
import { ApiProperty } from '@nestjs/swagger';
import { CompanyData } from '../../companies/dto/company.dto.js';
import { failureCodes, stages, type FailureCode, type Stage } from '../../model/failure.js';
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

/** How a profile came through the pipeline. The figures are absent and `errors` is there when it failed. */
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
  /** When processing ended. */
  processing_time?: Date;
  @OptionalInteger(1240)
  processing_time_ms?: number;
  /** Calls to the source; 0 when the stored profile was fresh. */
  @OptionalInteger(1)
  attempts?: number;
  /** Whether a stored profile was fresh enough to be the answer. */
  cached?: boolean;
  /** What went wrong without failing the profile. */
  warnings?: PipelineWarning[];
  errors?: PipelineError[];
}

export class ProcessedCompany extends CompanyData {
  @Uuid()
  id: string;
  @ApiProperty({ enum: ['created', 'updated', 'unchanged'] })
  action: 'created' | 'updated' | 'unchanged';
}

/** The answer for one requested profile, stored or failed: the same fields in either case. */
export class ProfileResult extends ProfileData {
  /** Id of the stored profile; empty when it failed. */
  id: string;
  /** Null when companies were not asked for, or the profile failed. */
  companies_processed: ProcessedCompany[] | null;
  pipeline_metadata: PipelineMetadata;
  /** When the profile was stored first; the start of the batch when it failed. */
  created_at: Date;
  updated_at: Date | null;
}
