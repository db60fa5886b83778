import { Module } from '@nestjs/common';
import { PostgresModule } from '../infrastructure/postgres/postgres.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { ProfileStoreModule } from '../profile-store/profile-store.module.js';
import { ActivityStore } from './activity/activity.store.js';
import { ActivityWriter } from './activity/activity-writer.js';
import { SqlActivityStore } from './activity/sql-activity.store.js';
import { EventRetention } from './event-retention.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { EventLog } from './log/event-log.js';
import { EventTail } from './log/event-tail.js';
import { SqlEventLog } from './log/sql-event.log.js';
import { EventRelay } from './relay/event-relay.js';
import { LogWriter } from './relay/log-writer.js';
import { EventsGateway } from './socket/events.gateway.js';
import { SocketHandshake } from './socket/socket-handshake.js';
import { EventStreams } from './streams/event-streams.js';
import { ServerSentEvents } from './streams/server-sent-events.js';
import { EventSubjects } from './subjects/event-subjects.js';
import { HostAddresses, SystemHostAddresses } from './webhooks/target/host-addresses.js';
import { WebhookTargets } from './webhooks/target/webhook-targets.js';

/** The log of what happened, and its readers. */
@Module({
  imports: [PostgresModule, ProfileStoreModule, UpkeepTasksModule],
  controllers: [EventsController],
  providers: [
    { provide: EventLog, useClass: SqlEventLog },
    { provide: ActivityStore, useClass: SqlActivityStore },
    ActivityWriter,
    EventTail,
    LogWriter,
    EventRelay,
    EventSubjects,
    EventStreams,
    ServerSentEvents,
    SocketHandshake,
    EventsGateway,
    EventsService,
    EventRetention,
    { provide: HostAddresses, useClass: SystemHostAddresses },
    WebhookTargets,
  ],
  exports: [ActivityStore, EventLog, EventRelay, EventSubjects, ServerSentEvents, WebhookTargets],
})
export class EventsModule {}
