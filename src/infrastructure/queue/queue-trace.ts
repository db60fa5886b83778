import type { Job } from 'pg-boss';
import { traced, traceparent } from '../../common/tracing/tracing.js';
import { postponedUntil } from './postpone.error.js';

/** The payload of a job with the trace that it belongs to, if there is one; handlers do not look at it. */
export function withTrace(payload: object): object {
  const parent = traceparent();
  return parent === null ? payload : { ...payload, traceparent: parent };
}

/** Handles a job in the trace in which it was sent, however often that takes. A job that is put back has not failed. */
export async function inTrace(job: Job, handle: () => Promise<void>): Promise<void> {
  const parent = 'traceparent' in job.data ? job.data.traceparent : null;
  const attributes = { 'messaging.system': 'pg-boss', 'messaging.destination.name': job.name, ...idsOf(job.data) };
  const thrown = await traced(`process ${job.name}`, { kind: 'consumer', parent, attributes }, async (span) => {
    try {
      await handle();
      return null;
    } catch (error) {
      if (postponedUntil(error) === null) span.fail(error instanceof Error ? error.name : 'unknown');
      else span.set({ postponed: true });
      return { error };
    }
  });
  if (thrown) throw thrown.error;
}

/** The IDs in a payload, which say what a trace is about. */
function idsOf(payload: object): Record<string, string> {
  const ids = Object.entries(payload).filter(([name, value]) => name.endsWith('_id') && typeof value === 'string');
  return Object.fromEntries(ids);
}
