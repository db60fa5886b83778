import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import { temporaryFolder } from '../../scripts/lib/service-process.ts';
import { DynamoDbStandIn } from '../support/dynamodb-stand-in.js';
import { AwsCredentialsFile } from '../support/aws-credentials-file.js';
import { describeWith } from '../support/needed-programs.js';
import { OWN_POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { whenReady } from '../support/ready.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { SupabaseStandIn } from '../support/supabase-stand-in.js';
import { until } from '../support/until.js';
import { NGINX, openGateway, type Gateway } from './gateway.js';
import { makeEnv, readEnv } from './make-env.js';
import { PSQL, initRoles } from './postgres-roles.js';
import { PostgrestStandIn } from './postgrest-stand-in.js';
import { yamlFile } from './yaml-file.js';

const [compose] = yamlFile<{ services: Record<string, { environment: Record<string, string | null> }> }>(
  'docker-compose.yml',
);

describeWith([NGINX, OWN_POSTGRES, PSQL], 'the processes of docker-compose.yml, without the containers', () => {
  const closing: (() => unknown)[] = [];
  let secrets: Record<string, string>;
  let hosts: [from: string, to: string][];
  let api: Service;

  beforeAll(async () => {
    // The server behind the stand-in prints errors of its database.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const folder = temporaryFolder();
    await makeEnv(join(folder.path, '.env'));
    secrets = readEnv(join(folder.path, '.env'));
    folder.remove();
    hosts = await openStores();
    api = await started('api');
    await started('worker');
  });
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
    jest.restoreAllMocks();
  });

  async function openStores(): Promise<[string, string][]> {
    const server = opened<RealPostgres>((await openRealPostgres())!);
    const database = new URL(await server.database());
    await initRoles(database.href, secrets);
    const project = opened(await SupabaseStandIn.open());
    const postgrest = opened(new PostgrestStandIn(secrets['PGRST_JWT_SECRET']!, project));
    const gateway = opened<Gateway>(await openGateway(await postgrest.listen()));
    const dynamodb = opened(new DynamoDbStandIn());
    await dynamodb.start();
    return [
      ['http://gateway:8000', gateway.url],
      ['postgres:5432/profiles', `${database.host}${database.pathname}`],
      ['http://dynamodb:8000', dynamodb.endpoint],
    ];
  }

  function opened<T extends { close: () => unknown }>(store: T): T {
    closing.push(() => store.close());
    return store;
  }

  /** With the settings of the file, except for the addresses. */
  async function started(role: 'api' | 'worker'): Promise<Service> {
    const entries = Object.entries(compose!.services[role]!.environment).map(([name, value]) => [name, valueOf(value)]);
    const { AWS_ACCESS_KEY_ID, ...environment } = Object.fromEntries(entries) as Record<string, string>;
    const credentials = new AwsCredentialsFile();
    credentials.write(AWS_ACCESS_KEY_ID!);
    closing.push(() => credentials.remove());
    return opened(await aService({ ...environment, LOG_LEVEL: 'silent' }));
  }

  function valueOf(value: string | null): string {
    const text = (value ?? '').replaceAll(/\$\{(\w+)[^}]*\}/g, (_, name: string) => secrets[name]!);
    return hosts.reduce((found, [from, to]) => found.replace(from, to), text);
  }

  it('are ready, with every store real', async () => {
    await whenReady(api);
    for (const component of ['supabase', 'linkedin_profiles'])
      await until(async () => {
        const { body } = await api.get('/system/health').expect(200);
        return body.components[component].status === 'healthy' || null;
      });
  });

  it('store a batch of member URLs through the gateway', async () => {
    const { body } = await api.post(BATCH, { profiles: [item('ann-example')] }).expect(201);
    expect(body.results[0].pipeline_metadata).toMatchObject({ status: 'completed', has_embeddings: true });
    const { body: list } = await api.get('/api/v1/profiles').expect(200);
    expect(list.pagination.total).toBe(1);
  });

  it('process a job of the api in the worker', async () => {
    const { body } = await api
      .post('/jobs/create-batch', { emails: ['ann@example.com', 'bob@example.com'] })
      .expect(200);
    const job = await until(async () => {
      const { body: found } = await api.get(`/jobs/${body.job_id}`).expect(200);
      return found.completed_at === null ? null : found;
    });
    expect(job).toMatchObject({ status: 'completed', processed_emails: 2, failed_emails: 0 });
    const { body: saved } = await api.get('/linkedin-profiles').expect(200);
    expect(saved.data).toHaveLength(2);
  });
});
