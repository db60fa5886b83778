import { Injectable } from '@nestjs/common';
import { JobRetention } from '../jobs/job-retention.js';
import type { CleanupResult } from './dto/cleanup-result.dto.js';

@Injectable()
export class CleanupService {
  constructor(private readonly retention: JobRetention) {}

  async cleanUp(): Promise<CleanupResult> {
    const jobs_cleaned = await this.retention.clean();
    const message = `${jobs_cleaned} finished ${jobs_cleaned === 1 ? 'job' : 'jobs'} deleted`;
    return { success: true, message, jobs_cleaned };
  }
}
