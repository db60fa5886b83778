import type { JobDetail } from './dto/job-detail.dto.js';
import type { JobError, JobResult } from './dto/job-results.dto.js';
import type { LinkedInProfilesStats } from './dto/linkedin-profiles-stats.dto.js';
import type { ItemError, ItemResult, Job } from './job.js';
import type { RecentOutcomes } from './job.store.js';

/** Job → JobDetail */
export function jobDetail(job: Job, recent: RecentOutcomes, tableAvailable: boolean): JobDetail {
  return {
    ...shownOf(job),
    progress_percentage: Math.round((job.processed_emails / job.total_emails) * 10_000) / 100,
    ...durations(job),
    results_count: job.processed_emails - job.failed_emails,
    errors_count: job.failed_emails,
    recent_results: recent.results.map(jobResult),
    recent_errors: recent.errors.map(jobError),
    linkedin_profiles_stats: linkedInProfilesStats(job, tableAvailable),
  };
}

function shownOf({
  saved_profiles: _saved,
  failed_saves: _failed,
  columns: _columns,
  file_name: _file,
  created_by: _creator,
  ...shown
}: Job) {
  return shown;
}

/** ItemResult → JobResult */
export function jobResult({
  attempts: _attempts,
  to_store: _toStore,
  linkedin_url: _url,
  custom: _custom,
  ...result
}: ItemResult): JobResult {
  return result;
}

/** ItemError → JobError */
export function jobError({ linkedin_url: _url, custom: _custom, ...error }: ItemError): JobError {
  return error;
}

export function linkedInProfilesStats(job: Job, tableAvailable: boolean): LinkedInProfilesStats {
  return {
    total_profiles_fetched: job.processed_emails - job.failed_emails,
    saved_to_linkedin_profiles: job.saved_profiles,
    failed_to_save_linkedin: job.failed_saves,
    linkedin_db_available: tableAvailable,
  };
}

function durations({ status, started_at, completed_at, processed_emails, total_emails }: Job) {
  if (started_at === null) return { processing_time_seconds: null, estimated_time_remaining_seconds: null };
  const seconds = ((completed_at ?? new Date()).getTime() - started_at.getTime()) / 1_000;
  const remaining = total_emails - processed_emails;
  const isKnown = status === 'processing' && processed_emails > 0;
  return {
    processing_time_seconds: Math.round(seconds * 1_000) / 1_000,
    estimated_time_remaining_seconds: isKnown ? Math.ceil((seconds / processed_emails) * remaining) : null,
  };
}
