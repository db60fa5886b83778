import { errorCatalogue } from '../../common/errors/error-catalogue.js';

export const savedSearchErrors = errorCatalogue({
  SAVED_SEARCH_NOT_FOUND: {
    kind: 'not-found',
    message: 'No saved search found with this ID',
    suggestions: ['List saved searches with GET /api/v1/saved-searches'],
  },
});

export const saveSearchErrors = errorCatalogue({
  TOO_MANY_SAVED_SEARCHES: {
    kind: 'conflict',
    message: 'The maximum number of saved searches is reached',
    suggestions: ['Use DELETE /api/v1/saved-searches/{saved_search_id} for one that is not needed'],
  },
});
