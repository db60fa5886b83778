import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { ExportQuery } from '../../common/export/export-query.dto.js';
import { FieldNames } from '../../common/validation/field-names.decorator.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { COMPANY_FIELDS, type CompanyField } from '../export/company-fields.js';
import { CompanyFilters } from './list-companies.dto.js';

export class ExportCompanies extends IntersectionType(CompanyFilters, ExportQuery) {
  @ApiPropertyOptional({
    type: String,
    description: `The columns of CSV, or keys of NDJSON, in this order, separated by commas; all of them if this is omitted. One or more of ${COMPANY_FIELDS.map((name) => `\`${name}\``).join(', ')}.`,
    example: 'company_name,domain,employee_count',
  })
  @Optional()
  @FieldNames(COMPANY_FIELDS)
  fields?: readonly CompanyField[];
}
