import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn } from 'class-validator';
import { PROFILE_FIELDS, type ProfileField } from '../../model/profile-fields.js';
import { Optional } from '../validation/presence.decorators.js';

const MOST_FIELDS = 100;

/** Names of fields, as a list or as text separated by commas. */
function IsProfileFields(): PropertyDecorator {
  return applyDecorators(
    Optional(),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? namesIn(value) : value)),
    IsArray(),
    ArrayNotEmpty(),
    ArrayMaxSize(MOST_FIELDS),
    IsIn(PROFILE_FIELDS, { each: true }),
  );
}

function namesIn(text: string): string[] {
  return text
    .split(',', MOST_FIELDS + 1)
    .map((name) => name.trim())
    .filter(Boolean);
}

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
