import { ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/pagination/page-query.dto.js';
import { Optional } from '../../../common/validation/presence.decorators.js';
import { CHANGE_FIELDS, type ChangeField } from '../../../model/profile-change.js';

export class ListChanges extends PickType(PageQuery, ['limit']) {
  /** Only changes of this field. */
  @ApiPropertyOptional({ enum: CHANGE_FIELDS })
  @Optional()
  @IsIn(CHANGE_FIELDS)
  field?: ChangeField;

  /** As in the `Link` header of the previous page. */
  @Optional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}
