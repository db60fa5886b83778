import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const tokenErrors = errorCatalogue({
  TOKEN_NOT_FOUND: {
    kind: 'not-found',
    message: 'No token found with this ID',
    suggestions: ['List the IDs of all tokens with GET /tokens/status'],
  },
});
