import { Integer, Uuid } from '../../common/openapi/fields.js';
import { SCHEMA_NAME } from '../../common/openapi/schema-name.js';
import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { CompanyData } from '../../companies/dto/company.dto.js';
import { failureCodes, stages, type FailureCode, type Stage } from '../../model/failure.js';
import { SourceAskedDto } from '../../sources/dto/source-asked.dto.js';
import { ProfileData } from '../../common/profile-fields/profile.dto.js';

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

/** How a profile that was stored was processed. */
export class CompletedPipeline {
  @Uuid()
  pipeline_id: string;
  @ApiProperty({ enum: ['completed'] })
  status: 'completed';
  @Integer(3)
  companies_found: number;
  @Integer(0)
  companies_failed: number;
  has_embeddings: boolean;
  /** When processing finished. */
  processing_time: Date;
  @Integer(1240)
  processing_time_ms: number;
  /**
   * Source that returned the profile, now or when it was stored.
   * @example "sandbox"
   */
  source: string;
  /** Sources that were asked, in order; empty if a recent stored profile was returned. */
  sources_asked: SourceAskedDto[];
  /** Number of calls to the sources; 0 if a recent stored profile was returned. */
  @Integer(1)
  attempts: number;
  /** Whether a recent stored profile was returned, without a call. */
  cached: boolean;
  /** Problems that did not fail the profile. */
  warnings: PipelineWarning[];
}

/** How a profile that failed was processed. */
export class FailedPipeline {
  @Uuid()
  pipeline_id: string;
  @ApiProperty({ enum: ['failed'] })
  status: 'failed';
  /** Sources that were asked, in order. */
  sources_asked: SourceAskedDto[];
  @ApiProperty({ type: [PipelineError], minItems: 1 })
  errors: PipelineError[];
}

export class ProcessedCompany extends CompanyData {
  @Uuid()
  id: string;
  @ApiProperty({ enum: ['created', 'updated', 'unchanged'] })
  action: 'created' | 'updated' | 'unchanged';
}

/** A requested profile that was stored. */
export class CompletedProfile extends ProfileData {
  @ApiProperty({ enum: ['completed'] })
  status: 'completed';
  /** ID of the stored profile. */
  @Uuid()
  id: string;
  /** The source of the latest fetch. */
  source: string;
  fetched_at: Date;
  /** Whether the sources failed, so that the stored profile was returned as it is: see `on_error`. */
  stale: boolean;
  /** Null if companies were not requested. */
  companies_processed: ProcessedCompany[] | null;
  pipeline_metadata: CompletedPipeline;
  /** When the profile was first stored. */
  created_at: Date;
  updated_at: Date;
}

/** A requested profile that failed. It has the fields of one that was stored, most of them null or empty. */
export class FailedProfile extends ProfileData {
  @ApiProperty({ enum: ['failed'] })
  status: 'failed';
  /** Empty. */
  @ApiProperty({ enum: [''] })
  id: '';
  @ApiProperty({ type: String, nullable: true, enum: [null] })
  source: null;
  @ApiProperty({ type: String, nullable: true, enum: [null] })
  fetched_at: null;
  @ApiProperty({ enum: [false] })
  stale: false;
  @ApiProperty({ type: String, nullable: true, enum: [null] })
  companies_processed: null;
  pipeline_metadata: FailedPipeline;
  /** The start of the batch. */
  created_at: Date;
  @ApiProperty({ type: String, nullable: true, enum: [null] })
  updated_at: null;
}

/** The result for one requested profile; `status` says which. */
export type ProfileResult = CompletedProfile | FailedProfile;

/** Why a profile failed; null for one that was stored. */
export function errorOf({ pipeline_metadata }: ProfileResult): PipelineError | null {
  return pipeline_metadata.status === 'failed' ? (pipeline_metadata.errors[0] ?? null) : null;
}

const resultSchema = {
  [SCHEMA_NAME]: 'ProfileResult',
  oneOf: [{ $ref: getSchemaPath(CompletedProfile) }, { $ref: getSchemaPath(FailedProfile) }],
  discriminator: {
    propertyName: 'status',
    mapping: { completed: getSchemaPath(CompletedProfile), failed: getSchemaPath(FailedProfile) },
  },
};

/** Documents a list of `ProfileResult`, which is a type only. The class needs `@ApiExtraModels(CompletedProfile, FailedProfile)`. */
export const ApiProfileResults = (options: { required?: boolean } = {}) =>
  ApiProperty({ type: 'array', items: resultSchema, ...options });
