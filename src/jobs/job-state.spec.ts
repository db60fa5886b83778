import { describe, expect, it } from '@jest/globals';
import { activeStatuses, completion, finalStatuses, isActive, jobStatuses, listed, transitions } from './job-state.js';

describe('the states of a job', () => {
  it('are active or final, each of them one of both', () => {
    expect([...activeStatuses, ...finalStatuses]).toEqual([...jobStatuses]);
    expect(jobStatuses.filter(isActive)).toEqual([...activeStatuses]);
  });

  it('go from an active one, but for e-mails that are tried again', () => {
    const { retry, ...others } = transitions;
    for (const { from } of Object.values(others)) expect(from.every((status) => isActive(status))).toBe(true);
    expect(jobStatuses.filter((status) => !retry.from.some((known) => known === status))).toEqual(['cancelled']);
  });

  it('stand in statements as texts', () => {
    expect(listed(...activeStatuses)).toBe(`'pending', 'processing'`);
    expect(completion({ total: 't', failed: 'f', notFound: 'n' })).toBe(
      `case when f = t and n = 0 then 'failed' else 'completed' end`,
    );
  });
});
