import { ApiProperty } from '@nestjs/swagger';

export class LinkedInProfilesIntegration {
  /** Whether jobs save fetched profiles by default. */
  auto_save_enabled: boolean;
  /** @example "linkedin_profiles" */
  table_name: string;
  /** Whether the table was available when it was last used. */
  available: boolean;
  /** Why the table is unavailable; null if it is available. */
  problem: string | null;
  /** @example "/jobs/{job_id}/save-to-linkedin-profiles" */
  manual_save_endpoint: string;
}

export class SystemInfo {
  /** @example "LinkedIn profile service" */
  system: string;
  version: string;
  features: string[];
  linkedin_profiles_integration: LinkedInProfilesIntegration;
  /** Method and path of each endpoint, by purpose. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { create_job: 'POST /jobs/create-batch' },
  })
  endpoints: Record<string, string>;
}
