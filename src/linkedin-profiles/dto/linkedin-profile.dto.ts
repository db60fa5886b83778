import { ApiProperty } from '@nestjs/swagger';
import type { JsonValue } from '../../model/json-value.js';

/** A profile that a job fetched for an email address. */
export class LinkedInProfileDto {
  /**
   * Lowercase.
   * @example "ann@example.com"
   */
  email: string;
  /** When it was fetched; null if another program stored this in a form other than ISO 8601. */
  timestamp: Date | null;
  success: boolean;
  @ApiProperty({
    description: 'The response of the profile source, unchanged: any JSON, usually an object',
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  profile_data: JsonValue;
  /** When the row was saved; null if another program saved it without this time, or in a form other than ISO 8601. */
  saved_at: Date | null;
  /** ID of the token that was used to fetch it, never the token itself. */
  token_used: string | null;
  @ApiProperty({ description: 'Position of the email address in its job, from 1', type: 'integer', nullable: true })
  email_number: number | null;
  job_id: string | null;
}
