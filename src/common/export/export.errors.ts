import { errorCatalogue } from '../errors/error-catalogue.js';

export const exportErrors = errorCatalogue({
  NOT_ACCEPTABLE: {
    kind: 'not-acceptable',
    message: 'None of the media types in the Accept header is available',
    suggestions: ['Use application/x-ndjson or text/csv', 'Use the query parameter format instead'],
  },
});
