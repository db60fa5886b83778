import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '../../common/errors/invalid-request.error.js';
import { once } from '../../common/lifecycle/once.js';
import { applyEventSchema } from '../../events/outbox/apply-event-schema.js';
import { addSubjectWebhook } from '../../events/webhooks/subject-webhook.js';
import { WebhookTargets } from '../../events/webhooks/target/webhook-targets.js';
import { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import type { BatchRecord } from './batch-record.js';
import type { BatchRequest } from './dto/batch-request.dto.js';

const FIELD = 'webhook_url';

/** The `webhook_url` of batches, which is notified when they end. */
@Injectable()
export class BatchWebhooks {
  private readonly open = once(() => applyEventSchema(this.database));

  constructor(
    private readonly targets: WebhookTargets,
    private readonly database: SqlDatabase,
  ) {}

  /** @throws InvalidRequestError if webhooks must not be sent to the `webhook_url` */
  async check({ webhook_url }: BatchRequest): Promise<void> {
    if (typeof webhook_url === 'string') await this.targets.check(FIELD, webhook_url);
  }

  /** Rejects a `webhook_url` for a batch whose client waits for the result. @throws InvalidRequestError */
  refuse({ webhook_url }: BatchRequest): void {
    if (typeof webhook_url !== 'string') return;
    const message = 'webhook_url requires the header Prefer: respond-async';
    throw new InvalidRequestError([
      { field: FIELD, message, invalid_value: webhook_url.slice(0, 200), error_type: 'value_error' },
    ]);
  }

  /** Call it before the batch is queued, so that its end cannot come first. Another call for the same revision changes nothing. */
  async awaitEnd({ id, revision, request: { webhook_url } }: BatchRecord): Promise<void> {
    if (typeof webhook_url !== 'string') return;
    await this.open();
    await addSubjectWebhook(this.database, {
      kind: 'batch',
      subject: id,
      url: webhook_url,
      events: ['batch.completed'],
      wait: revision,
    });
  }
}
