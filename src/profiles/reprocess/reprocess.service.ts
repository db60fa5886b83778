import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { pageBody } from '../../common/pagination/page-body.js';
import type { PageRequest } from '../../common/pagination/page.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { ReprocessStore, type ReprocessRun } from '../../profile-store/reprocess.store.js';
import { reprocessErrors } from '../profiles.errors.js';
import type { ReprocessRequest } from './dto/reprocess-request.dto.js';
import type { AcceptedReprocess, ReprocessState } from './dto/reprocess-run.dto.js';

/** The queue of accepted runs, by their id. */
export const REPROCESS = 'profile-reprocess';

export interface ReprocessMessage {
  reprocess_id: string;
}

/** How often the process of a worker may die before a run is given up. */
const RETRIES = 20;

@Injectable()
export class ReprocessService {
  constructor(
    private readonly store: ReprocessStore,
    private readonly queue: Queue,
  ) {}

  /** Stored before it is queued and queued before the response is sent, so an acknowledged run is never lost. */
  async accept({ filter, embeddings = false }: ReprocessRequest): Promise<AcceptedReprocess> {
    const reprocess_id = randomUUID();
    await this.store.create({ id: reprocess_id, filter: filter ?? null, embeddings });
    try {
      await this.requeue(reprocess_id);
    } catch (error) {
      // The client gets an error, and may send the request again.
      await this.store.end(reprocess_id, 'failed').catch(() => undefined);
      throw error;
    }
    return { reprocess_id, status: 'pending', status_url: `/api/v1/profiles/reprocess/${reprocess_id}` };
  }

  /** Sends the message of a run, or sends it again if it is lost. */
  async requeue(reprocess_id: string): Promise<void> {
    await this.queue.send(REPROCESS, { reprocess_id } satisfies ReprocessMessage, { retryLimit: RETRIES });
  }

  async find(id: string): Promise<ReprocessState> {
    return stateOf(id, await this.store.findById(id));
  }

  async list(page: PageRequest): Promise<PageBody<ReprocessState>> {
    return pageBody(await this.store.list(page), page.limit, (run) => stateOf(run.id, run));
  }

  /** Does nothing if it has ended. */
  async cancel(id: string): Promise<ReprocessState> {
    return stateOf(id, await this.store.end(id, 'cancelled'));
  }
}

function stateOf(id: string, run: ReprocessRun | null): ReprocessState {
  if (run === null) throw reprocessErrors.REPROCESS_NOT_FOUND({ reprocess_id: id });
  const { id: reprocess_id, filter: _filter, position: _position, is_page_stored: _isPageStored, ...state } = run;
  return { reprocess_id, ...state };
}
