import { errorCatalogue } from '../../common/errors/error-catalogue.js';

export const webhookErrors = errorCatalogue({
  WEBHOOK_NOT_FOUND: {
    kind: 'not-found',
    message: 'No webhook found with this ID',
    suggestions: ['List webhooks with GET /api/v1/webhooks'],
  },
});

export const secretErrors = errorCatalogue({
  SECRET_UNAVAILABLE: {
    kind: 'unavailable',
    message: 'There is no secret for the webhook_url of jobs and batches',
    suggestions: ['Set WEBHOOK_SECRET, or make the data directory writable'],
  },
});

export const createErrors = errorCatalogue({
  TOO_MANY_WEBHOOKS: {
    kind: 'conflict',
    message: 'The maximum number of webhooks is reached',
    suggestions: [
      'Use one webhook for several events',
      'Use DELETE /api/v1/webhooks/{webhook_id} for one that is not needed',
    ],
  },
});

export const replayErrors = errorCatalogue({
  DELIVERY_NOT_FOUND: {
    kind: 'not-found',
    message: 'No delivery of this webhook found with this ID',
    suggestions: ['List deliveries with GET /api/v1/webhooks/{webhook_id}/deliveries'],
  },
  EVENT_EXPIRED: {
    kind: 'gone',
    message: 'The event of this delivery is no longer kept',
    suggestions: ['Read what is kept with GET /api/v1/events'],
  },
});
