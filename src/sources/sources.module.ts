import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { ResiliencePolicy } from '../infrastructure/http-client/resilience.policy.js';
import { ProfileSource } from './profile-source.js';
import { ResilientProfileSource } from './resilient-profile-source.js';

/** As PROFILE_SOURCE says; only the chosen one is loaded. */
async function chosenSource(config: Config): Promise<ProfileSource> {
  if (config.PROFILE_SOURCE === 'sandbox') {
    const { SandboxProfileSource } = await import('./sandbox/sandbox.profile-source.js');
    return new SandboxProfileSource({ latencyMs: config.SANDBOX_LATENCY_MS });
  }
  const { CassidyProfileSource } = await import('./cassidy/cassidy.profile-source.js');
  return new CassidyProfileSource({
    profileWorkflowUrl: set(config.CASSIDY_PROFILE_WORKFLOW_URL),
    companyWorkflowUrl: set(config.CASSIDY_COMPANY_WORKFLOW_URL),
  });
}

/** The rules of the configuration have seen to it already; the type does not know. */
function set(url: string | undefined): string {
  if (url === undefined) throw new Error('The URLs of the cassidy workflows are not configured');
  return url;
}

@Module({
  providers: [
    {
      provide: ResilientProfileSource,
      useFactory: async (config: Config) =>
        new ResilientProfileSource(await chosenSource(config), ResiliencePolicy.of('profile source', config)),
      inject: [Config],
    },
    { provide: ProfileSource, useExisting: ResilientProfileSource },
  ],
  exports: [ProfileSource, ResilientProfileSource],
})
export class SourcesModule {}
