import { Injectable } from '@nestjs/common';
import { EventSubjects, type SubjectOwner } from '../../events/subjects/event-subjects.js';
import { BatchStore } from '../../profile-store/batch.store.js';
import { hasEnded } from './batch-record.js';
import { batchErrors } from '../profiles.errors.js';

/** Batches, as the streams of their events see them. */
@Injectable()
export class BatchSubject implements SubjectOwner {
  constructor(
    private readonly store: BatchStore,
    subjects: EventSubjects,
  ) {
    subjects.register('batch', this);
  }

  /** @throws BATCH_NOT_FOUND */
  async isOver(batch_id: string): Promise<boolean> {
    const batch = await this.store.findById(batch_id);
    if (batch === null) throw batchErrors.BATCH_NOT_FOUND({ batch_id });
    return hasEnded(batch);
  }
}
