import { Injectable } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { InvalidRequestError, type FieldError } from '../common/errors/invalid-request.error.js';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import { SourceChain } from '../sources/source-chain.js';
import { TokenPool } from '../tokens/token-pool.js';
import type { CreateBatchRequest, InvalidEmail, JobSettings } from './dto/create-batch.dto.js';
import type { CreatedJob } from './dto/created-job.dto.js';
import { readEmails, type EmailList } from './email-list.js';
import type { ListItem } from './job.js';
import { JobStore } from './job.store.js';
import { createErrors } from './jobs.errors.js';

/** Email addresses per queue message: few enough that an urgent job starts soon, enough to keep a worker busy. */
export const CHUNK_SIZE = 100;
const SHOWN_INVALID = 10;

const AUTO_SAVED =
  'Batch job created and queued for processing. LinkedIn profiles will be automatically saved to DynamoDB.';
const NOT_SAVED = 'Batch job created and queued for processing. LinkedIn profiles will not be saved to DynamoDB.';
const TABLE_AWAY =
  'Batch job created and queued for processing. DynamoDB is unavailable; LinkedIn profiles are kept with the job.';

@Injectable()
export class JobCreationService {
  constructor(
    private readonly jobs: JobStore,
    private readonly profiles: LinkedInProfilesStore,
    private readonly tokens: TokenPool,
    private readonly sources: SourceChain,
  ) {}

  /** @param created_by name of the API key */
  async create(
    request: CreateBatchRequest,
    idempotencyKey: string | undefined,
    created_by: string,
  ): Promise<CreatedJob> {
    if (this.sources.sourcesBy('email').length === 0) throw createErrors.SOURCE_TAKES_NO_EMAILS();
    const emails = readEmails(request.emails);
    if (emails.valid.length === 0) {
      throw new InvalidRequestError(emails.invalid.slice(0, SHOWN_INVALID).map(fieldError));
    }
    const { priority, config } = request;
    const job_id = randomUUID();
    const response = await this.response(job_id, request, emails);
    const request_hash = hashOf({ emails: emails.valid, priority, config: hashed(config) });
    const idempotency = idempotencyKey ? { key: idempotencyKey, request_hash, response } : null;
    const creation = await this.jobs.create(
      {
        job_id,
        priority,
        config: { ...config, max_age_hours: null, max_credits: null },
        items: emails.valid.map(emailOnly),
        created_by,
        idempotency,
      },
      CHUNK_SIZE,
    );
    if (creation.created) return response;
    if (creation.request_hash !== request_hash) throw createErrors.IDEMPOTENCY_KEY_REUSED();
    return creation.response as CreatedJob;
  }

  private async response(
    job_id: string,
    { priority, config: { requests_per_token, save_to_dynamodb } }: CreateBatchRequest,
    { valid, invalid, duplicates }: EmailList,
  ): Promise<CreatedJob> {
    const capacity = await this.capacity();
    const available_capacity = typeof capacity === 'number' ? capacity : null;
    const autoSave = save_to_dynamodb && this.profiles.available;
    const switches = Math.max(1, Math.floor(valid.length / requests_per_token));
    return {
      success: true,
      job_id,
      total_emails: valid.length,
      duplicates_removed: duplicates,
      invalid_emails: invalid,
      priority,
      estimated_capacity_used: valid.length,
      available_capacity,
      linkedin_profiles_auto_save: autoSave,
      token_rotation: {
        requests_per_token,
        estimated_token_switches: switches,
        description: `Tokens are rotated after every ${requests_per_token} requests`,
      },
      message: autoSave ? AUTO_SAVED : save_to_dynamodb ? TABLE_AWAY : NOT_SAVED,
      warning: capacityWarning(valid.length, capacity),
    };
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

function emailOnly(email: string): ListItem {
  return { email, linkedin_url: null, suggested_role: null, name: null, include_companies: null, custom: null };
}

function fieldError({ value, reason }: InvalidEmail): FieldError {
  return { field: 'emails', message: reason, invalid_value: value, error_type: 'email' };
}

function capacityWarning(wanted: number, available: number | 'unlimited' | 'unknown'): string | null {
  if (available === 'unlimited') return null;
  if (available === 'unknown') return 'The token table is unavailable; the job will start when it is available again';
  if (available >= wanted) return null;
  return `The tokens have ${available} requests left today, but the job needs ${wanted}; it will wait for more capacity`;
}

/** Settings that were added later are left out at their defaults, so that a request repeated across an upgrade is the same. */
function hashed({ store_profile, include_companies, ...config }: JobSettings): object {
  return { ...config, ...(!store_profile && { store_profile }), ...(include_companies && { include_companies }) };
}

const hashOf = (value: object) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
