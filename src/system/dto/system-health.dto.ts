import { ApiProperty } from '@nestjs/swagger';
import {
  EmbeddingsComponent,
  JobQueueComponent,
  LinkedInProfilesComponent,
  ProfileSourceComponent,
  SupabaseComponent,
  TokenManagerComponent,
  WorkerComponent,
} from './components.dto.js';
import { Integer } from '../../common/openapi/fields.js';

export const healthStatuses = ['excellent', 'good', 'fair', 'poor', 'critical'] as const;
export type HealthStatus = (typeof healthStatuses)[number];

export class SystemComponents {
  token_manager: TokenManagerComponent;
  job_queue: JobQueueComponent;
  linkedin_profiles: LinkedInProfilesComponent;
  supabase: SupabaseComponent;
  embeddings: EmbeddingsComponent;
  profile_source: ProfileSourceComponent;
  worker: WorkerComponent;
}

export class SystemHealth {
  timestamp: Date;
  /** 0 to 100; every component that is not healthy lowers the score. */
  @Integer(100)
  health_score: number;
  @ApiProperty({ enum: healthStatuses })
  health_status: HealthStatus;
  /** One sentence for each component that is not healthy. */
  @ApiProperty({ type: [String], example: [] })
  issues: string[];
  components: SystemComponents;
}
