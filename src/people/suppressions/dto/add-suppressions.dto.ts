import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { Integer } from '../../../common/openapi/fields.js';

/** A person; at least one of the fields. If both are sent, both identify the same person. */
export class SuppressionEntry {
  /**
   * LinkedIn URL of the member, in any common form.
   * @example "https://www.linkedin.com/in/ann-example/"
   */
  linkedin_url?: string | null;
  /**
   * Email address of the person, in upper or lower case.
   * @example "ann@example.com"
   */
  email?: string | null;
}

@ApiExtraModels(SuppressionEntry)
export class AddSuppressions {
  /** An invalid one does not prevent the others from being added. */
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: 10_000,
    items: { $ref: getSchemaPath(SuppressionEntry) },
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  entries: unknown[];
}

/** An entry that was not added. */
export class InvalidSuppression {
  /** Position in `entries`, from 0. */
  @Integer(3)
  index: number;
  @ApiProperty({
    enum: ['linkedin_url', 'email'],
    nullable: true,
    description: 'Null if the entry as a whole is invalid',
  })
  field: 'linkedin_url' | 'email' | null;
  /** @example "Email address must contain exactly one @" */
  reason: string;
}

export class AddedSuppressions {
  /** People who were not suppressed before. */
  @Integer(2)
  added: number;
  @Integer(1)
  already_suppressed: number;
  invalid: InvalidSuppression[];
}
