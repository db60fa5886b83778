import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { PROFILE_FIELDS, type ProfileField } from '../../model/profile-fields.js';
import { FieldNames } from '../validation/field-names.decorator.js';
import { Optional } from '../validation/presence.decorators.js';

/** Names of fields, as a list or as text separated by commas. */
const IsProfileFields = () => applyDecorators(Optional(), FieldNames(PROFILE_FIELDS));

/** In a query string. */
export class ProfileFieldsQuery {
  @ApiPropertyOptional({
    type: String,
    description: `Fields of a profile to return, separated by commas; \`id\` is always returned, all others if this is omitted. One or more of ${PROFILE_FIELDS.map((name) => `\`${name}\``).join(', ')}.`,
    example: 'name,position,current_company',
  })
  @IsProfileFields()
  fields?: readonly ProfileField[];
}

/** In a body. */
export class ProfileFieldsBody {
  @ApiPropertyOptional({
    enum: PROFILE_FIELDS,
    isArray: true,
    description: 'Fields of a profile to return; `id` is always returned, all others if this is omitted',
    example: ['name', 'position', 'current_company'],
  })
  @IsProfileFields()
  fields?: readonly ProfileField[];
}
