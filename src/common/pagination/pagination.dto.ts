import { ApiProperty } from '@nestjs/swagger';

/** Where in a list the page is. */
export class Pagination {
  @ApiProperty({ description: 'Rows at most, as asked for', type: 'integer' })
  limit: number;

  @ApiProperty({ description: '`cursor` for the next page; null on the last one', type: String, nullable: true })
  next_cursor: string | null;

  @ApiProperty()
  has_more: boolean;

  @ApiProperty({
    description: 'Rows over all pages; null where counting them would mean to read them all',
    type: 'integer',
    nullable: true,
  })
  total: number | null;
}

/** One page of a list. The document gets its row type from `@ApiPage`. */
export interface PageBody<T> {
  data: T[];
  pagination: Pagination;
}
