import { ApiProperty } from '@nestjs/swagger';

export class LinkedInProfilesIntegration {
  /** Whether jobs save what they fetch, where their config does not say otherwise. */
  auto_save_enabled: boolean;
  /** @example "linkedin_profiles" */
  table_name: string;
  /** Whether the table could be used when it was last tried. */
  available: boolean;
  /** Why the table cannot be used; null where it can. */
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
  /** Method and path by what they are for. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { create_job: 'POST /jobs/create-batch' },
  })
  endpoints: Record<string, string>;
}
