import { Injectable } from '@nestjs/common';
import { WebhookTargets } from '../events/webhooks/target/webhook-targets.js';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import { SourceChain } from '../sources/source-chain.js';
import { TokenPool } from '../tokens/token-pool.js';
import type { CreatedJob } from './dto/created-job.dto.js';
import type { JobConfig, JobPriority } from './job.js';
import type { ListSummary } from './lists/list-summary.js';

const AUTO_SAVED =
  'Batch job created and queued for processing. LinkedIn profiles will be automatically saved to DynamoDB.';
const NOT_SAVED = 'Batch job created and queued for processing. LinkedIn profiles will not be saved to DynamoDB.';
const TABLE_UNAVAILABLE =
  'Batch job created and queued for processing. DynamoDB is unavailable; LinkedIn profiles are kept with the job.';

/** How a job is to be processed. */
interface AcceptedSettings {
  priority: JobPriority;
  config: Pick<JobConfig, 'requests_per_token' | 'save_to_dynamodb' | 'webhook_url'>;
}

/** The response to a client whose list becomes a job. */
@Injectable()
export class JobAcceptance {
  constructor(
    private readonly profiles: LinkedInProfilesStore,
    private readonly tokens: TokenPool,
    private readonly sources: SourceChain,
    private readonly webhooks: WebhookTargets,
  ) {}

  /** @throws InvalidRequestError if webhooks must not be sent to the `webhook_url` */
  async answer(
    job_id: string,
    { priority, config: { requests_per_token, save_to_dynamodb, webhook_url } }: AcceptedSettings,
    list: ListSummary,
  ): Promise<Omit<CreatedJob, 'invalid_emails'>> {
    if (webhook_url !== null) await this.webhooks.check('config.webhook_url', webhook_url);
    const uses = this.tokenUses(list);
    const capacity = await this.capacity();
    const autoSave = save_to_dynamodb && this.profiles.available;
    return {
      success: true,
      job_id,
      total_emails: list.total,
      total_items: list.total,
      rows_read: list.rows_read,
      duplicates_removed: list.duplicates,
      invalid_count: list.invalid_count,
      invalid_rows: list.invalid_rows,
      priority,
      estimated_capacity_used: uses,
      available_capacity: typeof capacity === 'number' ? capacity : null,
      linkedin_profiles_auto_save: autoSave,
      token_rotation: {
        requests_per_token,
        estimated_token_switches: Math.max(1, Math.floor(uses / requests_per_token)),
        description: `Tokens are rotated after every ${requests_per_token} requests`,
      },
      message: autoSave ? AUTO_SAVED : save_to_dynamodb ? TABLE_UNAVAILABLE : NOT_SAVED,
      warning: uses === 0 ? null : capacityWarning(uses, capacity),
    };
  }

  /** Lookups by URL take no tokens. */
  private tokenUses({ total, with_url }: ListSummary): number {
    return this.sources.sourcesBy('url').length > 0 ? total - with_url : total;
  }

  /** Information for the client; neither prevents the job from being accepted. */
  private async capacity(): Promise<number | 'unlimited' | 'unknown'> {
    const { tokenUse } = this.sources;
    if (tokenUse === 'none') return 'unlimited';
    try {
      const { total_tokens, available_capacity } = await this.tokens.capacity();
      return tokenUse === 'optional' && total_tokens === 0 ? 'unlimited' : available_capacity;
    } catch {
      return tokenUse === 'optional' ? 'unlimited' : 'unknown';
    }
  }
}

function capacityWarning(wanted: number, available: number | 'unlimited' | 'unknown'): string | null {
  if (available === 'unlimited') return null;
  if (available === 'unknown') return 'The token table is unavailable; the job will start when it is available again';
  if (available >= wanted) return null;
  return `The tokens have ${available} requests left today, but the job needs ${wanted}; it will wait for more capacity`;
}
