import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { totalRelations, type TotalRelation } from './page.js';

/** The position of the page in the list. */
export class Pagination {
  @ApiProperty({ description: 'Maximum number of rows, as requested', type: 'integer' })
  limit: number;

  @ApiProperty({ description: '`cursor` for the next page; null on the last one', type: String, nullable: true })
  next_cursor: string | null;

  @ApiProperty()
  has_more: boolean;

  @ApiProperty({
    description: 'Number of rows on all pages; null where counting would require reading every row',
    type: 'integer',
    nullable: true,
  })
  total: number | null;

  @ApiPropertyOptional({
    description:
      '`at_least` if there are more rows than were counted: at most 10,000 are. Absent where all are counted',
    enum: totalRelations,
  })
  total_relation?: TotalRelation;
}

/** One page of a list. The document gets its row type from `@ApiPage`. */
export interface PageBody<T> {
  data: T[];
  pagination: Pagination;
}
