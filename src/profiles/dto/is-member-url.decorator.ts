import { registerDecorator } from 'class-validator';
import type { ProblemContext } from '../../common/validation/problems.js';
import { LinkedInUrl, type LinkedInUrlProblem } from '../../model/linkedin-url.js';

const messages: Readonly<Record<LinkedInUrlProblem, string>> = {
  url_type: 'URL input should be a string',
  url_parsing: 'Input should be a valid URL',
  url_scheme: "URL scheme should be 'http' or 'https'",
  url_too_long: 'URL should have at most 2083 characters',
  linkedin_url: 'URL should be that of a LinkedIn member, for example https://www.linkedin.com/in/jane-doe/',
};

const context: ProblemContext = {
  problem: (value) => {
    const error_type = LinkedInUrl.check(value) as LinkedInUrlProblem;
    return { error_type, message: messages[error_type] };
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
