import { describe, expect, it } from '@jest/globals';
import { eventTypes } from '../events/event.js';
import { subscribableTypes } from '../events/webhooks/endpoints/webhook-endpoint.js';
import { waitingFor } from '../jobs/job.js';
import { jobStatuses } from '../jobs/job-state.js';
import { columnFields } from '../jobs/upload/columns/column-field.js';
import { eventText, STATUS, WAITING, COLUMN } from './page/core/words.js';
import { EVENT_TYPES } from './page/views/parts/event-types.js';

/** The page cannot import them, so that a new one would be missing there. */
describe('the words of the console', () => {
  it('are there for every type of event', () => {
    expect(EVENT_TYPES).toEqual(subscribableTypes);
    for (const type of eventTypes)
      expect(eventText({ type, data: { processed_items: 1, total_items: 2, failed_items: 0 } })).not.toBe('');
  });

  it('are there for everything that a job can wait for and be', () => {
    expect(Object.keys(WAITING).toSorted()).toEqual([...waitingFor].toSorted());
    expect(Object.keys(STATUS)).toEqual(expect.arrayContaining([...jobStatuses]));
  });

  it('are there for every use of a column', () => {
    expect(Object.keys(COLUMN).toSorted()).toEqual([...columnFields].toSorted());
  });
});
