import { Injectable } from '@nestjs/common';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { NewEvent } from '../event.js';

/** Kinds of objects that have a stream of events. */
export type SubjectKind = 'job' | 'batch';

/** The feature that stores jobs or batches. */
export interface SubjectOwner {
  /** Whether it has ended and its final event was written. @throws the owner's error for an unknown ID */
  isOver(id: string): Promise<boolean>;
  /**
   * Events with the progress of those that are not over, as it is in this transaction. Absent if the owner writes its progress events
   * itself.
   */
  progress?(sql: SqlExecutor, ids: readonly string[]): Promise<NewEvent[]>;
}

/** The owners of jobs and batches; they register while the application is assembled. */
@Injectable()
export class EventSubjects {
  private readonly owners = new Map<SubjectKind, SubjectOwner>();

  register(kind: SubjectKind, owner: SubjectOwner): void {
    this.owners.set(kind, owner);
  }

  isOver(kind: SubjectKind, id: string): Promise<boolean> {
    const owner = this.owners.get(kind);
    if (owner === undefined) throw new Error(`No feature has registered for the kind ${kind}`);
    return owner.isOver(id);
  }

  async progress(sql: SqlExecutor, ids: readonly string[]): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    if (ids.length > 0)
      for (const owner of this.owners.values()) events.push(...((await owner.progress?.(sql, ids)) ?? []));
    return events;
  }
}
