import { Injectable } from '@nestjs/common';
import { EmbeddingsProbe } from './components/embeddings.probe.js';
import { JobQueueProbe } from './components/job-queue.probe.js';
import { LinkedInProfilesProbe } from './components/linkedin-profiles.probe.js';
import { ProfileSourceProbe } from './components/profile-source.probe.js';
import { SupabaseProbe } from './components/supabase.probe.js';
import { TokenManagerProbe } from './components/token-manager.probe.js';
import { WorkerProbe } from './components/worker.probe.js';
import type { SystemHealth } from './dto/system-health.dto.js';
import { scoreHealth } from './health-score.js';

/** Health of the whole system; checks all components concurrently. Never rejects. */
@Injectable()
export class SystemHealthService {
  constructor(
    private readonly tokenManager: TokenManagerProbe,
    private readonly jobQueue: JobQueueProbe,
    private readonly linkedInProfiles: LinkedInProfilesProbe,
    private readonly supabase: SupabaseProbe,
    private readonly embeddings: EmbeddingsProbe,
    private readonly profileSource: ProfileSourceProbe,
    private readonly worker: WorkerProbe,
  ) {}

  async health(): Promise<SystemHealth> {
    const [token_manager, job_queue, linkedin_profiles, supabase, embeddings, profile_source, worker] =
      await Promise.all([
        this.tokenManager.check(),
        this.jobQueue.check(),
        this.linkedInProfiles.check(),
        this.supabase.check(),
        this.embeddings.check(),
        this.profileSource.check(),
        this.worker.check(),
      ]);
    const components = {
      token_manager,
      job_queue,
      linkedin_profiles,
      supabase,
      embeddings,
      profile_source,
      worker,
    };
    return { timestamp: new Date(), ...scoreHealth(components), components };
  }
}
