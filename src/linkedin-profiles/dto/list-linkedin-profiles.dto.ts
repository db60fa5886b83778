import { IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../common/pagination/page-query.dto.js';
import { Optional } from '../../common/validation/presence.decorators.js';

export class ListLinkedInProfiles extends PageQuery {
  /** Only rows saved by this job. A page may then have fewer rows than `limit` even if more follow. */
  @Optional()
  @IsString()
  @MaxLength(200)
  job_id?: string;
}
