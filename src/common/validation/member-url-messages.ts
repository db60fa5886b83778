import type { LinkedInUrlProblem } from '../../model/linkedin-url.js';

export const memberUrlMessages: Readonly<Record<LinkedInUrlProblem, string>> = {
  url_type: 'URL input should be a string',
  url_parsing: 'Input should be a valid URL',
  url_scheme: "URL scheme should be 'http' or 'https'",
  url_too_long: 'URL should have at most 2083 characters',
  linkedin_url: 'URL should be that of a LinkedIn member, for example https://www.linkedin.com/in/jane-doe/',
};
