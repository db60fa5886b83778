import { waitingFor, type WaitingFor } from '../../jobs/job.js';

const reasons: Readonly<Record<WaitingFor, string>> = {
  tokens: 'for a usable token: add one with POST /tokens/add',
  credits: 'for credit in the account of the profile source: buy more, or check its key',
  source: 'for the profile source, which is paused or failing',
  store: 'for a database that is unavailable',
  budget: 'for a higher max_credits: raise it with PATCH /jobs/{job_id}',
};

/** Why jobs are blocked, in one sentence; null if none is. */
export function waitingProblem(waiting: Readonly<Record<WaitingFor, number>>): string | null {
  const parts = waitingFor
    .filter((reason) => waiting[reason] > 0)
    .map((reason) => `${waiting[reason]} ${reasons[reason]}`);
  return parts.length === 0 ? null : `Jobs are waiting: ${parts.join('; ')}`;
}
