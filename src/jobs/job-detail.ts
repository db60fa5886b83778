import type { CreditState } from '../credits/credit.store.js';
import type { JobDetail } from './dto/job-detail.dto.js';
import type { LinkedInProfilesStats } from './dto/linkedin-profiles-stats.dto.js';
import type { Job } from './job.js';
import type { RecentOutcomes } from './job.store.js';
import { CustomColumns } from './lists/custom-columns.js';
import { jobError, jobResult } from './results/shown-outcome.js';

/** Job → JobDetail */
export function jobDetail(
  job: Job,
  recent: RecentOutcomes,
  { spent, reserved }: CreditState,
  tableAvailable: boolean,
): JobDetail {
  const custom = new CustomColumns(job.columns);
  return {
    ...shownOf(job),
    total_items: job.total_emails,
    processed_items: job.processed_emails,
    failed_items: job.failed_emails,
    progress_percentage: Math.round((job.processed_emails / job.total_emails) * 10_000) / 100,
    ...durations(job),
    results_count: job.processed_emails - job.failed_emails,
    errors_count: job.failed_emails,
    recent_results: recent.results.map((result) => jobResult(result, custom)),
    recent_errors: recent.errors.map((error) => jobError(error, custom)),
    linkedin_profiles_stats: linkedInProfilesStats(job, tableAvailable),
    credits_spent: spent,
    credits_reserved: reserved,
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
