import { describe, expect, it } from '@jest/globals';
import { activeStatuses, completion, finalStatuses, isActive, jobStatuses, listed, transitions } from './job-state.js';

describe('job states', () => {
  it('are either active or final', () => {
    expect([...activeStatuses, ...finalStatuses]).toEqual([...jobStatuses]);
    expect(jobStatuses.filter(isActive)).toEqual([...activeStatuses]);
  });

  it('change only from an active state, except when failed items are retried', () => {
    const { retry, ...others } = transitions;
    for (const { from } of Object.values(others)) expect(from.every((status) => isActive(status))).toBe(true);
    expect(jobStatuses.filter((status) => !retry.from.some((known) => known === status))).toEqual(['cancelled']);
  });

  it('are quoted for SQL statements', () => {
    expect(listed(...activeStatuses)).toBe(`'pending', 'processing'`);
    expect(completion({ total: 't', failed: 'f', notFound: 'n' })).toBe(
      `case when f = t and n = 0 then 'failed' else 'completed' end`,
    );
  });
});
