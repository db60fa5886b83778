import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const companyErrors = errorCatalogue({
  COMPANY_NOT_FOUND: {
    kind: 'not-found',
    message: 'No company found with this ID',
    suggestions: ['Find the ID with GET /api/v1/companies?name=…'],
  },
});
