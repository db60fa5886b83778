import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const companyErrors = errorCatalogue({
  COMPANY_NOT_FOUND: {
    kind: 'not-found',
    message: 'No company has this id',
    suggestions: ['Find the id with GET /api/v1/companies?name=…'],
  },
});
