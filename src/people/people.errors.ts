import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const erasureErrors = errorCatalogue({
  ERASURE_NOT_FOUND: {
    kind: 'not-found',
    message: 'No erasure found with this receipt ID',
    suggestions: ['List receipts with GET /api/v1/people/erasures'],
  },
});

export const suppressionErrors = errorCatalogue({
  SUPPRESSION_NOT_FOUND: {
    kind: 'not-found',
    message: 'This person is not suppressed',
    suggestions: ['List entries with GET /api/v1/people/suppressions'],
  },
});
