import { registerDecorator } from 'class-validator';
import type { ProblemContext } from '../../common/validation/problems.js';
import { LinkedInUrl, linkedInUrlReasons, type LinkedInUrlProblem } from '../../model/linkedin-url.js';

/** Clients know links of other LinkedIn products as URLs that are not a member's. */
function errorType(problem: LinkedInUrlProblem): string {
  return problem === 'sales_navigator_url' || problem === 'recruiter_url' ? 'linkedin_url' : problem;
}

const context: ProblemContext = {
  problem: (value) => {
    const problem = LinkedInUrl.check(value) as LinkedInUrlProblem;
    return { error_type: errorType(problem), message: linkedInUrlReasons[problem] };
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
