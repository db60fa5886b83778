/** Types of events that a webhook can subscribe to. */
export const EVENT_TYPES = [
  'job.created',
  'job.progress',
  'job.completed',
  'job.failed',
  'job.cancelled',
  'item.finished',
  'batch.progress',
  'batch.completed',
  'profile.created',
  'profile.updated',
  'profile.matched',
  'person.erased',
];
