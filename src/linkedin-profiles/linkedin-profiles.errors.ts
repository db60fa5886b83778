import { errorCatalogue } from '../common/errors/error-catalogue.js';

export const linkedInProfileErrors = errorCatalogue({
  LINKEDIN_PROFILE_NOT_FOUND: {
    kind: 'not-found',
    message: 'No LinkedIn profile is stored for this email address',
    suggestions: ['Fetch it with POST /jobs/create-batch', 'List stored profiles with GET /linkedin-profiles'],
  },
});
