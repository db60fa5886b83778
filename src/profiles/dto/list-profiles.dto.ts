import { IntersectionType } from '@nestjs/swagger';
import { ProfileFieldsQuery } from '../../common/profile-fields/profile-fields.dto.js';
import { PageQuery } from '../../common/pagination/page-query.dto.js';
import { IsEmailAddress } from './is-email-address.decorator.js';
import { IsMemberUrl } from './is-member-url.decorator.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import type { FilterNode } from '../../model/profile-filter.js';
import { ApiProfileFilterText } from '../search/dto/profile-filter.dto.js';
import { IsProfileFilterText } from '../search/filter/is-profile-filter.decorator.js';
import { ProfileFilters } from './profile-filters.dto.js';

export class ListProfiles extends IntersectionType(ProfileFilters, PageQuery, ProfileFieldsQuery) {
  /** URL of the member, in any common form. */
  @Optional()
  @IsMemberUrl()
  linkedin_url?: string;

  /** An email address that led to the member. */
  @Optional()
  @IsEmailAddress()
  email?: string;

  @ApiProfileFilterText()
  @Optional()
  @IsProfileFilterText()
  filter?: FilterNode;
}
