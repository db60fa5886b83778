import { registerDecorator } from 'class-validator';
import type { ProblemContext } from '../../common/validation/problems.js';
import { LinkedInUrl, type LinkedInUrlProblem } from '../../model/linkedin-url.js';

const messages: Readonly<Record<LinkedInUrlProblem, string>> = {
  url_type: 'URL input should be a string',
  url_parsing: 'Input should be a valid URL',
  url_scheme: "URL scheme should be 'http' or 'https'",
  url_too_long: 'URL should have at most 2083 characters',
  linkedin_url: 'URL should point to a LinkedIn member profile, for example https://www.linkedin.com/in/jane-doe/',
  sales_navigator_url:
    'Sales Navigator links cannot be used: open the lead, choose "Copy LinkedIn.com URL", and send that URL',
  recruiter_url:
    'Recruiter links cannot be used: open the profile, choose "View public profile", and send the URL of that page',
};

/** Clients know links of other LinkedIn products as URLs that are not a member's. */
function errorType(problem: LinkedInUrlProblem): string {
  return problem === 'sales_navigator_url' || problem === 'recruiter_url' ? 'linkedin_url' : problem;
}

const context: ProblemContext = {
  problem: (value) => {
    const problem = LinkedInUrl.check(value) as LinkedInUrlProblem;
    return { error_type: errorType(problem), message: messages[problem] };
  },
};

/** The address of a LinkedIn member, in any of the spellings that `LinkedInUrl` reads. */
export function IsMemberUrl(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isMemberUrl',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { context },
      validator: { validate: (value: unknown) => LinkedInUrl.safeParse(value) !== null },
    });
}
