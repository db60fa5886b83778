import { registerDecorator } from 'class-validator';
import { LinkedInUrl } from '../../model/linkedin-url.js';

export const IS_MEMBER_URL = 'isMemberUrl';

/** The address of a LinkedIn member, in any of the spellings that `LinkedInUrl` reads. */
export function IsMemberUrl(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: IS_MEMBER_URL,
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: (value: unknown) => LinkedInUrl.safeParse(value) !== null },
    });
}
