import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { ConfigModule } from '../config/config.module.js';
import { readConfig, type Environment } from '../config/read-config.js';
import { ProfileSource } from './profile-source.js';
import { ResilientProfileSource } from './resilient-profile-source.js';
import { SourcesModule } from './sources.module.js';

async function sourceFor(environment: Environment): Promise<ProfileSource> {
  const imports = [ConfigModule.with(readConfig(environment)), SourcesModule];
  const app = await Test.createTestingModule({ imports }).compile();
  return app.get(ProfileSource, { strict: false });
}

describe('the profile source', () => {
  it('is the sandbox where nothing is configured, behind the policy', async () => {
    const source = await sourceFor({});
    expect(source).toBeInstanceOf(ResilientProfileSource);
    expect(source.name).toBe('sandbox');
  });

  it('is cassidy where that is configured', async () => {
    const workflow = 'http://127.0.0.1:1/hook';
    const source = await sourceFor({
      PROFILE_SOURCE: 'cassidy',
      CASSIDY_PROFILE_WORKFLOW_URL: workflow,
      CASSIDY_COMPANY_WORKFLOW_URL: workflow,
    });
    expect(source.name).toBe('cassidy');
  });
});
