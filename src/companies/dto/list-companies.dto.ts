import { IntersectionType } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';
import { PageQuery } from '../../common/pagination/page-query.dto.js';
import { Optional } from '../../common/validation/presence.decorators.js';

/** Companies must match all given filters. */
export class CompanyFilters {
  /** Part of the name. */
  @Optional()
  @IsString()
  name?: string;

  /**
   * Exactly this domain.
   * @example "northwind.example"
   */
  @Optional()
  @IsString()
  domain?: string;

  /** Part of the name of an industry. */
  @Optional()
  @IsString()
  industry?: string;

  /**
   * ISO 3166-1 alpha-2, in any case.
   * @example "DE"
   */
  @Optional()
  @IsString()
  // Without a flag, which the pattern of a JSON schema cannot have.
  @Matches(/^[A-Za-z]{2}$/)
  country?: string;
}

export class ListCompanies extends IntersectionType(CompanyFilters, PageQuery) {}
