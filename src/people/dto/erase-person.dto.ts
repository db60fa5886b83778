import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { Nullable, Optional } from '../../common/validation/presence.decorators.js';
import { IsEmailAddress } from '../../profiles/dto/is-email-address.decorator.js';
import { IsMemberUrl } from '../../profiles/dto/is-member-url.decorator.js';

const isAbsent = (value: unknown) => value === undefined || value === null;

/** At least one of the fields. If both are sent, both identify the same person. */
export class ErasePersonRequest {
  /**
   * LinkedIn URL of the member, in any common form.
   * @example "https://www.linkedin.com/in/ann-example/"
   */
  @ApiPropertyOptional({ type: String, nullable: true })
  @ValidateIf(({ email }: ErasePersonRequest, value) => !isAbsent(value) || isAbsent(email))
  @IsMemberUrl()
  linkedin_url?: string | null;

  /**
   * Email address of the person, in upper or lower case.
   * @example "ann@example.com"
   */
  @ApiPropertyOptional({ type: String, nullable: true })
  @Optional()
  @Nullable()
  @IsEmailAddress()
  email?: string | null;
}
