import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AuditModule } from './audit/audit.module.js';
import { AccessModule } from './common/access/access.module.js';
import { LifecycleModule } from './common/lifecycle/lifecycle.module.js';
import { LoggingModule } from './common/logging/logging.module.js';
import { TallyModule } from './common/tally/tally.module.js';
import { EventsModule } from './events/events.module.js';
import { WebhooksModule } from './events/webhooks/webhooks.module.js';
import { CompaniesModule } from './companies/companies.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Config } from './config/config.js';
import { RateLimitModule } from './infrastructure/rate-limit/rate-limit.module.js';
import { TracingModule } from './infrastructure/tracing/tracing.module.js';
import { UpkeepModule } from './infrastructure/upkeep/upkeep.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LinkedInProfilesModule } from './linkedin-profiles/linkedin-profiles.module.js';
import { PeopleModule } from './people/people.module.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { ConsoleModule } from './console/console.module.js';
import { SystemModule } from './system/system.module.js';
import { TokensModule } from './tokens/tokens.module.js';

@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        LifecycleModule,
        TallyModule,
        LoggingModule.with(config),
        TracingModule,
        AccessModule,
        RateLimitModule,
        ScheduleModule.forRoot(),
        ProfilesModule,
        CompaniesModule,
        JobsModule,
        LinkedInProfilesModule,
        PeopleModule,
        TokensModule,
        SystemModule,
        ConsoleModule,
        AuditModule,
        EventsModule,
        WebhooksModule,
        UpkeepModule,
      ],
    };
  }
}
