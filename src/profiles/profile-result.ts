import type { IngestFailed, IngestOutcome, Ingested } from '../pipeline/ingest-outcome.js';
import type { CompletedProfile, FailedProfile, ProfileResult } from './dto/profile-result.dto.js';

/** IngestOutcome → ProfileResult, for a URL as the client sent it; null if the URL must no longer be stored. */
export function profileResult(outcome: IngestOutcome, sentUrl: string | null, batchStart: Date): ProfileResult {
  return outcome.status === 'completed' ? ingestedResult(outcome) : failedResult(outcome, sentUrl, batchStart);
}

export function ingestedResult(outcome: Ingested): CompletedProfile {
  const { public_id: _slug, has_embedding, ...profile } = outcome.profile;
  return {
    ...profile,
    status: 'completed',
    stale: outcome.stale,
    companies_processed: outcome.companies?.map(({ company, action }) => ({ ...company, action })) ?? null,
    pipeline_metadata: {
      pipeline_id: outcome.pipeline_id,
      status: 'completed',
      companies_found: outcome.companies?.length ?? 0,
      companies_failed: outcome.companies_failed,
      has_embeddings: has_embedding,
      processing_time: outcome.completed_at,
      processing_time_ms: outcome.duration_ms,
      source: outcome.source,
      sources_asked: [...outcome.sources_asked],
      attempts: outcome.attempts,
      cached: outcome.cached,
      warnings: outcome.warnings,
    },
  };
}

function failedResult(
  { failure, pipeline_id, sources_asked }: IngestFailed,
  sentUrl: string | null,
  batchStart: Date,
): FailedProfile {
  const { message, details, code, stage, retryable } = failure;
  return {
    status: 'failed',
    id: '',
    linkedin_id: null,
    name: sentUrl === null ? 'Failed' : `Failed: ${sentUrl}`,
    url: sentUrl,
    position: 'Processing Failed',
    about: `Error: ${message}`,
    city: null,
    country_code: null,
    location: null,
    followers: null,
    connections: null,
    profile_image_url: null,
    current_company: null,
    experience: [],
    education: [],
    certifications: [],
    languages: [],
    skills: [],
    suggested_role: null,
    source: null,
    fetched_at: null,
    stale: false,
    companies_processed: null,
    pipeline_metadata: {
      pipeline_id,
      status: 'failed',
      sources_asked: [...sources_asked],
      errors: [{ error: message, details, error_code: code, stage, retryable }],
    },
    created_at: batchStart,
    updated_at: null,
  };
}
