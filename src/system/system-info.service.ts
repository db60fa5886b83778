import { Injectable } from '@nestjs/common';
import { packageVersion } from '../common/openapi/api-document.js';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import type { SystemInfo } from './dto/system-info.dto.js';

const MANUAL_SAVE = '/jobs/{job_id}/save-to-linkedin-profiles';

const FEATURES = [
  'Batch ingestion of LinkedIn member URLs with their companies',
  'Background jobs for email addresses, with priorities',
  'Bearer token rotation',
  'Automatic saving of LinkedIn profiles to DynamoDB',
  'Vector search over stored profiles',
  'A log of events, as a list and as streams',
  'Health, metrics and maintenance',
];

const ENDPOINTS = {
  ingest_profiles: 'POST /api/v1/profiles/batch-enhanced',
  search_profiles: 'POST /api/v1/profiles/search',
  create_job: 'POST /jobs/create-batch',
  job: 'GET /jobs/{job_id}',
  job_results: 'GET /jobs/{job_id}/results',
  save_job_results: `POST ${MANUAL_SAVE}`,
  job_events: 'GET /jobs/{job_id}/events',
  events: 'GET /api/v1/events',
  queue_status: 'GET /jobs/queue/status',
  add_token: 'POST /tokens/add',
  token_status: 'GET /tokens/status',
  linkedin_profiles: 'GET /linkedin-profiles',
  system_health: 'GET /system/health',
  system_metrics: 'GET /system/metrics',
  analytics: 'GET /system/analytics',
  prometheus: 'GET /metrics',
};

@Injectable()
export class SystemInfoService {
  constructor(private readonly profiles: LinkedInProfilesStore) {}

  info(): SystemInfo {
    const { table, available, problem } = this.profiles;
    return {
      system: 'LinkedIn profile service',
      version: packageVersion(),
      features: FEATURES,
      linkedin_profiles_integration: {
        auto_save_enabled: true,
        table_name: table,
        available,
        problem,
        manual_save_endpoint: MANUAL_SAVE,
      },
      endpoints: ENDPOINTS,
    };
  }
}
