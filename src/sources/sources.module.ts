import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { ResiliencePolicy } from '../infrastructure/http-client/resilience.policy.js';
import { ChosenSource, chosenSource } from './chosen-source.js';
import { EmailSource } from './email-source.js';
import { ProfileSource } from './profile-source.js';
import { ResilientProfileSource } from './resilient-profile-source.js';
import { SourceAccount } from './source-account.js';

@Module({
  providers: [
    // One for the source, whether it is asked for a member or for an email address: its health and its limits are the same.
    {
      provide: ResiliencePolicy,
      useFactory: (config: Config) => ResiliencePolicy.of('profile source', config),
      inject: [Config],
    },
    SourceAccount,
    { provide: ChosenSource, useFactory: chosenSource, inject: [Config, SourceAccount] },
    {
      provide: ResilientProfileSource,
      useFactory: ({ profiles }: ChosenSource, policy: ResiliencePolicy) =>
        new ResilientProfileSource(profiles, policy),
      inject: [ChosenSource, ResiliencePolicy],
    },
    { provide: ProfileSource, useExisting: ResilientProfileSource },
    // Null where the chosen source takes no email addresses.
    { provide: EmailSource, useFactory: ({ emails }: ChosenSource) => emails, inject: [ChosenSource] },
  ],
  exports: [ChosenSource, ProfileSource, ResilientProfileSource, EmailSource, ResiliencePolicy, SourceAccount],
})
export class SourcesModule {}
