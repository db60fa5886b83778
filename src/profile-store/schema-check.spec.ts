import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { failedCall, fakeSupabaseProject, jsonAnswer, type Answer } from '../../test/support/fake-supabase-project.js';
import { readMigrations, titleOf } from '../infrastructure/postgres/migrations/migrations.js';
import { hostedSupabase } from '../infrastructure/supabase/hosted-supabase.js';
import type { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { checkSchema } from './schema-check.js';

describe('the schema of a project', () => {
  beforeAll(() => Logger.overrideLogger(false));
  const cleaners: (() => unknown)[] = [];
  afterEach(async () => {
    for (const clean of cleaners.splice(0).toReversed()) await clean();
  });

  async function projectOf(version: Answer) {
    const project = await fakeSupabaseProject(jsonAnswer({}), version);
    const gateway = hostedSupabase(project.url, 'secret-key', checkSchema);
    cleaners.push(project.stop, () => gateway.close());
    return { ...project, gateway };
  }
  const call = (gateway: SupabaseGateway) => gateway.call('save_profile', {}).catch((error: unknown) => error);

  it('is described by the migrations that it is missing, and can be used once they are applied', async () => {
    const migrations = await readMigrations();
    const [last, before] = [migrations.at(-1)!, migrations.at(-2)!];
    const { gateway, answers, place } = await projectOf(jsonAnswer(before.version));
    expect(await call(gateway)).toMatchObject({
      problem: 'schema',
      message: `${place} is missing the migration ${titleOf(last)}: run "npm run db:migrate" with DATABASE_URL set, or "supabase db push"`,
    });
    answers.version = failedCall(404, 'PGRST202');
    expect(await call(gateway)).toMatchObject({
      message: `${place} is missing ${migrations.length} migrations, ${titleOf(migrations[0]!)} to ${titleOf(last)}: run "npm run db:migrate" with DATABASE_URL set, or "supabase db push"`,
    });
    answers.version = jsonAnswer(last.version);
    expect(await call(gateway)).toEqual({});
    expect(gateway.problem).toBeNull();
  });

  it('may be newer than the service', async () => {
    const { gateway } = await projectOf(jsonAnswer('99999999999999'));
    expect(await call(gateway)).toEqual({});
  });

  it('is missing all migrations where it was complete and its functions are gone', async () => {
    const { gateway, answers } = await projectOf(jsonAnswer('99999999999999'));
    expect(await call(gateway)).toEqual({});
    answers.call = failedCall(404, 'PGRST202');
    answers.version = failedCall(404, 'PGRST202');
    expect(await call(gateway)).toMatchObject({
      message: expect.stringContaining(`to ${titleOf((await readMigrations()).at(-1)!)}: run`),
    });
  });

  it.each([{ some: 'thing' }, '1; drop table profiles', 20, null])(
    'is not told from something that no Supabase answers: %j',
    async (version) => {
      const { gateway, place } = await projectOf(jsonAnswer(version));
      expect(await call(gateway)).toMatchObject({
        message: expect.stringMatching(/does not respond like Supabase: check SUPABASE_URL/),
      });
      expect(gateway.problem).toContain(place);
    },
  );
});
