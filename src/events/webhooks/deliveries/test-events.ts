import { Injectable } from '@nestjs/common';
import { SqlDatabase } from '../../../infrastructure/postgres/sql-database.js';
import type { LoggedEvent } from '../../event.js';
import { EventLog } from '../../log/event-log.js';
import { addEvents } from '../../outbox/add-events.js';
import { EventRelay } from '../../relay/event-relay.js';

/** Far more test events than can be logged for one endpoint while a request runs. */
const MOST_TESTS = 1_000;

/** Events of the type `webhook.test`, which are logged like all others. */
@Injectable()
export class TestEvents {
  constructor(
    private readonly database: SqlDatabase,
    private readonly log: EventLog,
    private readonly relay: EventRelay,
  ) {}

  /** Logs one about the endpoint, and returns it. @throws StoreUnavailableError */
  async add(webhook_id: string): Promise<LoggedEvent> {
    const after = await this.log.head();
    await addEvents(this.database, [{ type: 'webhook.test', subject: webhook_id, data: { webhook_id } }]);
    await this.relay.catchUp('job');
    const upTo = await this.log.head();
    const events = await this.log.read({
      subject: webhook_id,
      types: ['webhook.test'],
      after,
      upTo,
      limit: MOST_TESTS,
    });
    const event = events.at(-1);
    if (event === undefined) throw new Error('A test event was not logged');
    return event;
  }
}
