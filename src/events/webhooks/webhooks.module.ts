import { Module } from '@nestjs/common';
import { SecretCipher } from '../../common/secrets/secret-cipher.js';
import { Config } from '../../config/config.js';
import { parseEncryptionKey } from '../../config/rules.js';
import { PostgresModule } from '../../infrastructure/postgres/postgres.module.js';
import { QueueModule } from '../../infrastructure/queue/queue.module.js';
import { UpkeepTasksModule } from '../../infrastructure/upkeep/upkeep-tasks.module.js';
import { EventsModule } from '../events.module.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { DeliveriesService } from './deliveries/deliveries.service.js';
import { DeliveriesStore } from './deliveries/deliveries.store.js';
import { DeliveryRetention } from './deliveries/delivery-retention.js';
import { SqlDeliveriesStore } from './deliveries/sql-deliveries.store.js';
import { TestEvents } from './deliveries/test-events.js';
import { WebhookAttempts } from './deliveries/webhook-attempts.js';
import { WebhookCourier } from './deliveries/webhook-courier.js';
import { WebhookDispatcher } from './deliveries/webhook-dispatcher.js';
import { SqlWebhookEndpointsStore } from './endpoints/sql-webhook-endpoints.store.js';
import { WebhookEndpointsStore } from './endpoints/webhook-endpoints.store.js';
import { WebhookSender } from './sender/webhook-sender.js';
import { EndpointSecrets } from './signing/endpoint-secrets.js';
import { SecretBox } from './signing/secret-box.js';
import { ServiceSecret } from './signing/service-secret.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

function secretBox({ TOKEN_ENCRYPTION_KEY: text }: Config): SecretBox {
  const key = text === undefined ? null : parseEncryptionKey(text);
  return new SecretBox(key && new SecretCipher(key));
}

/** Sends events to the URLs that subscribe to them. */
@Module({
  imports: [PostgresModule, QueueModule, UpkeepTasksModule, EventsModule],
  controllers: [WebhooksController, DeliveriesController],
  providers: [
    { provide: WebhookEndpointsStore, useClass: SqlWebhookEndpointsStore },
    { provide: DeliveriesStore, useClass: SqlDeliveriesStore },
    { provide: SecretBox, inject: [Config], useFactory: secretBox },
    EndpointSecrets,
    ServiceSecret,
    WebhookSender,
    WebhooksService,
    WebhookAttempts,
    WebhookCourier,
    WebhookDispatcher,
    TestEvents,
    DeliveriesService,
    DeliveryRetention,
  ],
})
export class WebhooksModule {}
