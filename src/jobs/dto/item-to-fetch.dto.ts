import { ApiPropertyOptional } from '@nestjs/swagger';
import { suggestedRoles, type SuggestedRole } from '../../model/suggested-role.js';
import { MAX_CUSTOM_KEYS, MAX_CUSTOM_LENGTH } from '../lists/custom-values.js';

/** A person to fetch, by LinkedIn URL, email address or both. With both, the address is used if the URL leads to no profile. */
export class ItemToFetch {
  /** With or without a name: `Jane <jane@company.com>`. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'jane@company.com' })
  email?: string | null;

  /** LinkedIn URL of the member, in any common form. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'https://www.linkedin.com/in/jane-doe/' })
  linkedin_url?: string | null;

  /** Stored with the profile. Case-insensitive. */
  @ApiPropertyOptional({ enum: suggestedRoles, nullable: true })
  suggested_role?: SuggestedRole | null;

  /** Overrides the name from the profile source. */
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 200, example: 'Jane Doe' })
  name?: string | null;

  /** Whether to fetch and store the companies of the profile too; the job's `config` decides if it is absent. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, example: true })
  include_companies?: boolean | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: MAX_CUSTOM_LENGTH },
    maxProperties: MAX_CUSTOM_KEYS,
    nullable: true,
    example: { crm_id: '4711' },
    description: 'Returned with the item everywhere. Numbers and booleans are returned as text',
  })
  custom?: Record<string, string> | null;
}
