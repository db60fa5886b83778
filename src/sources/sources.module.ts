import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { ResiliencePolicy } from '../infrastructure/http-client/resilience.policy.js';
import { chosenEmailSource, chosenProfileSource } from './chosen-source.js';
import { EmailSource } from './email-source.js';
import { ProfileSource } from './profile-source.js';
import { ResilientProfileSource } from './resilient-profile-source.js';

@Module({
  providers: [
    // One for the source, whether it is asked for a member or for an e-mail address: its health and its limits are the same.
    {
      provide: ResiliencePolicy,
      useFactory: (config: Config) => ResiliencePolicy.of('profile source', config),
      inject: [Config],
    },
    {
      provide: ResilientProfileSource,
      useFactory: async (config: Config, policy: ResiliencePolicy) =>
        new ResilientProfileSource(await chosenProfileSource(config), policy),
      inject: [Config, ResiliencePolicy],
    },
    { provide: ProfileSource, useExisting: ResilientProfileSource },
    // Null where the chosen source takes no e-mail addresses.
    { provide: EmailSource, useFactory: chosenEmailSource, inject: [Config] },
  ],
  exports: [ProfileSource, ResilientProfileSource, EmailSource, ResiliencePolicy],
})
export class SourcesModule {}
