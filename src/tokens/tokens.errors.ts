import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const tokenErrors = errorCatalogue({
  TOKEN_NOT_FOUND: {
    kind: 'not-found',
    message: 'No token has this id',
    suggestions: ['GET /tokens/status lists the ids of all tokens'],
  },
});
