import { registerDecorator } from 'class-validator';
import type { ProblemContext } from '../../common/validation/problems.js';
import { EmailAddress, emailAddressReasons, type EmailAddressProblem } from '../../model/email-address.js';

const context: ProblemContext = {
  problem: (value) => {
    const error_type = EmailAddress.check(value) as EmailAddressProblem;
    return { error_type, message: emailAddressReasons[error_type] };
  },
};

/** An email address, in any of the spellings that `EmailAddress` reads. */
export function IsEmailAddress(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isEmailAddress',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { context },
      validator: { validate: (value: unknown) => EmailAddress.safeParse(value) !== null },
    });
}
