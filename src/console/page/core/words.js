import { counted } from './format.js';

/** Why a job waits, and when it continues. */
export const WAITING = {
  tokens:
    'Waiting for a token: all tokens are used up, cooling down or expired. The job continues automatically when a token is available or added.',
  credits:
    'Waiting for credits: this account has no credits left at the source. The job continues automatically after you add credits there.',
  source:
    'Waiting for the source: it does not respond, or it limits the rate of calls. The job continues automatically when it is available again.',
  store:
    'Waiting for a database that is not available. The job continues automatically when the database is available again.',
  budget: 'The budget of this job is used up. Results so far are kept. Raise the budget to continue.',
};

export const STATUS = {
  pending: 'Pending',
  processing: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
  waiting: 'Waiting',
  found: 'Found',
  delivered: 'Delivered',
  retrying: 'Retrying',
  healthy: 'Working',
  degraded: 'Limited',
  unhealthy: 'Not working',
};

/** @type {Record<string, 'good' | 'busy' | 'warn' | 'bad' | 'quiet'>} */
export const TONE = {
  completed: 'good',
  delivered: 'good',
  healthy: 'good',
  found: 'good',
  cached: 'good',
  processing: 'busy',
  retrying: 'warn',
  waiting: 'warn',
  degraded: 'warn',
  failed: 'bad',
  unhealthy: 'bad',
};

export const COMPONENT = {
  supabase: 'People and companies',
  job_queue: 'Jobs and queue',
  worker: 'Worker',
  profile_source: 'Profile sources',
  token_manager: 'Tokens',
  embeddings: 'Search vectors',
  linkedin_profiles: 'LinkedIn profiles table',
};

export const COLUMN = {
  email: 'Email address',
  linkedin_url: 'LinkedIn URL',
  suggested_role: 'Role',
  name: 'Name',
  first_name: 'First name',
  last_name: 'Last name',
  include_companies: 'Include companies',
};

/** @param {{ status: string }} job */
export const isActive = ({ status }) => status === 'pending' || status === 'processing';

/** @param {{ status: string, waiting_for?: string | null }} job */
export const shownStatus = (job) => (isActive(job) && job.waiting_for ? 'waiting' : job.status);

/** @param {{ processed_items: number, total_items: number, failed_items: number }} job */
export function progressText({ processed_items, total_items, failed_items }) {
  const failed = failed_items > 0 ? `, ${failed_items.toLocaleString('en')} failed` : '';
  return `${processed_items.toLocaleString('en')} of ${total_items.toLocaleString('en')} done${failed}`;
}

/** An event in a few words. @param {{ type: string, data: Record<string, any> }} event */
export function eventText({ type, data }) {
  switch (type) {
    case 'job.created':
      return `Job created with ${counted(data.total_items ?? 0, 'person', 'people')}`;
    case 'job.progress':
      return progressText(/** @type {any} */ (data));
    case 'job.completed':
    case 'job.failed':
    case 'job.cancelled':
      return `Job ${type.slice(4)}: ${progressText(/** @type {any} */ (data))}`;
    case 'item.finished':
      return `One person ${data.status ?? 'finished'}${data.error_type ? `: ${data.error_type.replaceAll('_', ' ')}` : ''}`;
    case 'batch.progress':
      return 'Batch is running';
    case 'batch.completed':
      return 'Batch completed';
    case 'profile.created':
      return 'New person stored';
    case 'profile.updated':
      return 'Person updated';
    case 'profile.matched':
      return 'Person matches a saved search';
    case 'webhook.test':
      return 'Test of a webhook';
    case 'person.erased':
      return 'Person erased';
    default:
      return '';
  }
}
