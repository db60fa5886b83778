import { ApiProperty } from '@nestjs/swagger';
import type { JsonValue } from '../../../model/json-value.js';
import { CHANGE_FIELDS, type ChangeField, type ProfileChange } from '../../../model/profile-change.js';

const value = {
  anyOf: [{ type: 'string', nullable: true }, { type: 'integer' }, { type: 'object' }, { type: 'array', items: {} }],
};

/** How one field of a stored profile changed. */
export class ProfileChangeDto implements ProfileChange {
  at: Date;
  @ApiProperty({ enum: CHANGE_FIELDS, example: 'position' })
  field: ChangeField;
  @ApiProperty({
    ...value,
    description: 'Former value; null if it was unknown. For a list, the entries that were removed or replaced',
    example: 'Engineer at Northwind Robotics',
  })
  before: JsonValue;
  @ApiProperty({
    ...value,
    description: 'New value; null if it is unknown now. For a list, the entries that are new',
    example: 'Chief Technology Officer at Northwind Robotics',
  })
  after: JsonValue;
  /** Whether `before` or `after` was over 8 KB and is shortened here. */
  truncated: boolean;
}
