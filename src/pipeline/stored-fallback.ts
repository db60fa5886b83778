import { Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import type { FailureCode } from '../model/failure.js';
import type { IngestFailed, IngestFailure, Ingested } from './ingest-outcome.js';
import type { IntakeItem } from './intake-item.js';
import { ResolveStage, type StoredCopy } from './resolve.stage.js';

/** Failures that say nothing about the member: of a source, of its account, or of the connection to it. */
const SOURCE_PROBLEMS: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'ACCESS_DENIED',
  'INVALID_DATA',
  'RATE_LIMITED',
  'TOKEN_REFUSED',
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);

/** The stored copy of a member in place of one that could not be fetched. It changes nothing. */
@Injectable()
export class StoredFallback {
  constructor(private readonly resolving: ResolveStage) {}

  /** Null if the failure is about the member or this service, or if no copy can be read. */
  async of(item: IntakeItem, { failure, ...run }: IngestFailed): Promise<Ingested | null> {
    const copy = isSourceProblem(failure) ? await this.copyOf(item) : null;
    if (copy === null) return null;
    const { message: error, details, stage } = failure;
    return {
      ...run,
      ...copy,
      status: 'completed',
      action: 'unchanged',
      companies_failed: 0,
      source: copy.profile.source,
      cached: false,
      stale: true,
      warnings: [{ stage, error, details }],
    };
  }

  private async copyOf(item: IntakeItem): Promise<StoredCopy | null> {
    try {
      return await this.resolving.copy(item);
    } catch (error) {
      if (error instanceof StoreUnavailableError) return null;
      throw error;
    }
  }
}

function isSourceProblem({ stage, code }: IngestFailure): boolean {
  return stage === 'fetch' && SOURCE_PROBLEMS.has(code);
}
