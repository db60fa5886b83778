import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const eventErrors = errorCatalogue({
  TOO_MANY_STREAMS: {
    kind: 'too-many-requests',
    message: 'Too many event streams are open',
    suggestions: [
      'Close streams that are not read any more',
      'Read GET /api/v1/events with the last ID as after instead',
    ],
  },
});
