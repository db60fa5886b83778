import { IntersectionType } from '@nestjs/swagger';
import { PageQuery } from '../../common/pagination/page-query.dto.js';
import { ProfileFieldsQuery } from '../../common/profile-fields/profile-fields.dto.js';

/** Without `fields`, profiles are summaries. */
export class ListMembers extends IntersectionType(PageQuery, ProfileFieldsQuery) {}
