import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Integer } from '../../../common/openapi/fields.js';
import { AsInteger } from '../../../common/validation/coercion.decorators.js';
import { Optional } from '../../../common/validation/presence.decorators.js';
import { FILTER_FIELDS, FILTER_LIMITS, type FilterField, type FilterNode } from '../../../model/profile-filter.js';
import { IsProfileFilter, IsProfileFilterText } from '../filter/is-profile-filter.decorator.js';
import { ApiProfileFilter, ApiProfileFilterText } from './profile-filter.dto.js';

/** Fields whose values differ for nearly every person are not counted. */
const FACET_FIELDS = FILTER_FIELDS.filter((field) => !['about', 'followers', 'fetched_at', 'email'].includes(field));

class FacetChoice {
  @ApiProperty({ enum: FACET_FIELDS, example: 'company' })
  @IsIn(FACET_FIELDS)
  field: FilterField;

  /**
   * Beginning of the values, in any case.
   * @example "no"
   */
  @Optional()
  @IsString()
  @MaxLength(FILTER_LIMITS.text)
  q?: string;

  /** Maximum number of values. */
  @ApiPropertyOptional({ type: 'integer' })
  @AsInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;
}

export class FacetQuery extends FacetChoice {
  @ApiProfileFilterText()
  @Optional()
  @IsProfileFilterText()
  filter?: FilterNode;
}

export class FacetRequest extends FacetChoice {
  @ApiProfileFilter()
  @Optional()
  @IsProfileFilter()
  filter?: FilterNode;
}

export class FacetValue {
  /** @example "Northwind Robotics" */
  value: string;
  /** Number of profiles with this value. */
  @Integer(12)
  count: number;
}

export class Facets {
  @ApiProperty({ enum: FACET_FIELDS, example: 'company' })
  field: FilterField;
  /** The most common values come first. */
  data: FacetValue[];
}
