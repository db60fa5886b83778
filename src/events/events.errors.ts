import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const eventErrors = errorCatalogue({
  TOO_MANY_STREAMS: {
    kind: 'too-many-requests',
    message: 'Too many event streams are open',
    suggestions: ['Use GET /api/v1/events with the last ID as after instead', 'Set EVENT_STREAMS_MAX to allow more'],
  },
});
