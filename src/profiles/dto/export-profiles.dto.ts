import { ApiPropertyOptional, IntersectionType, OmitType } from '@nestjs/swagger';
import { ExportQuery } from '../../common/export/export-query.dto.js';
import { FieldNames } from '../../common/validation/field-names.decorator.js';
import { Optional } from '../../common/validation/presence.decorators.js';
import { PERSON_FIELDS } from '../export/person-fields.js';
import { ListProfiles } from './list-profiles.dto.js';

export class ExportProfiles extends IntersectionType(
  OmitType(ListProfiles, ['limit', 'cursor', 'fields'] as const),
  ExportQuery,
) {
  @ApiPropertyOptional({
    type: String,
    description: `The columns of CSV, or keys of NDJSON, in this order, separated by commas. Without it, CSV has the columns that readers need most, and NDJSON all fields of a profile and \`emails\`. One or more of ${PERSON_FIELDS.map((name) => `\`${name}\``).join(', ')}. Nested data is only available in NDJSON; in CSV, \`current_company\` is its name.`,
    example: 'name,current_title,current_company,emails',
  })
  @Optional()
  @FieldNames(PERSON_FIELDS)
  fields?: readonly string[];
}
