import pg from 'pg';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Environment } from '../../src/config/read-config.js';
import { documentClient } from '../../src/infrastructure/dynamodb/document-client.js';
import { startBearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { startCassidyStandIn } from '../fixtures/cassidy/cassidy-stand-in.js';
import { companyPayload, profilePayload } from '../fixtures/cassidy/payloads.js';
import { OPENAI_KEY, startOpenAiStandIn } from '../fixtures/openai/openai-stand-in.js';
import { PDL_KEY, startPdlStandIn } from '../fixtures/people-data-labs/pdl-stand-in.js';
import { companyRecord, personRecord } from '../fixtures/people-data-labs/records.js';
import { company, person } from '../fixtures/people-data-labs/replies.js';
import { openRealPostgres } from './real-postgres.js';
import { StoppableDynamoDb } from './stoppable-dynamodb.js';
import { SupabaseStandIn } from './supabase-stand-in.js';

/** An external server for a backend. */
export interface RealBackend {
  /** Settings that make a service use it. */
  environment: Environment;
  /** Its description in the table of backends. */
  place: string;
  close: () => Promise<unknown>;
}

/** A backend that stores something. */
export interface RealStore extends RealBackend {
  /** Whether it contains what a test stored under this name. */
  holds: (name: string) => Promise<boolean>;
}

export async function realSupabase(): Promise<RealStore> {
  const project = await SupabaseStandIn.open();
  return {
    environment: { SUPABASE_URL: project.url, SUPABASE_SERVICE_ROLE_KEY: project.secretKey },
    place: `Supabase at ${new URL(project.url).host}`,
    holds: async (slug) => {
      const { rows } = await project.database.query('select from profiles where public_id = $1', [slug]);
      return rows.length > 0;
    },
    close: () => project.close(),
  };
}

/** Null if this machine has no Postgres. */
export async function realPostgres(): Promise<RealStore | null> {
  const postgres = await openRealPostgres();
  if (postgres === null) return null;
  const url = await postgres.database();
  const { host, pathname } = new URL(url);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  return {
    environment: { DATABASE_URL: url },
    place: `Postgres at ${host}${pathname}`,
    holds: async (job_id) => {
      const { rows } = await pool.query<{ tables: string | null }>(`select to_regclass('jobs.jobs') as tables`);
      if (!rows[0]?.tables) return false;
      return (await pool.query('select from jobs.jobs where job_id = $1', [job_id])).rows.length > 0;
    },
    close: async () => {
      await pool.end();
      await postgres.close();
    },
  };
}

export async function realDynamoDb(): Promise<RealStore> {
  const dynamodb = new StoppableDynamoDb();
  await dynamodb.start();
  const { endpoint } = dynamodb;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = documentClient({ endpoint, region: 'us-east-1', credentials });
  const tables = { DYNAMODB_TABLE_NAME: 'linkedin_profiles', BEARER_TOKENS_TABLE: 'bearer_tokens' };
  return {
    environment: { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: endpoint, ...tables },
    place: `DynamoDB at ${new URL(endpoint).host}`,
    holds: async (token_id) => {
      const get = new GetCommand({ TableName: tables.BEARER_TOKENS_TABLE, Key: { token_id }, ConsistentRead: true });
      const found = await client.send(get).catch((error: Error) => {
        if (error.name === 'ResourceNotFoundException') return { Item: undefined };
        throw error;
      });
      return found.Item !== undefined;
    },
    close: async () => {
      client.destroy();
      await dynamodb.remove();
    },
  };
}

export async function realOpenAi(): Promise<RealBackend> {
  const openai = await startOpenAiStandIn();
  return {
    environment: { OPENAI_API_KEY: OPENAI_KEY, OPENAI_BASE_URL: openai.origin },
    place: `text-embedding-3-small at ${new URL(openai.origin).host}`,
    close: () => openai.close(),
  };
}

export interface RealSource extends RealBackend {
  takes: readonly ('urls' | 'emails')[];
}

export const realSources: readonly ((slug: string, email: string) => Promise<RealSource>)[] = [
  async (slug) => {
    const cassidy = await startCassidyStandIn();
    cassidy.serve(slug, profilePayload(slug));
    cassidy.serve('acme', companyPayload('acme'));
    return {
      environment: {
        PROFILE_SOURCE: 'cassidy',
        CASSIDY_PROFILE_WORKFLOW_URL: cassidy.profileUrl,
        CASSIDY_COMPANY_WORKFLOW_URL: cassidy.companyUrl,
      },
      place: `cassidy at ${new URL(cassidy.profileUrl).host}`,
      takes: ['urls'],
      close: () => cassidy.close(),
    };
  },
  async (slug, email) => {
    const pdl = await startPdlStandIn();
    for (const key of [slug, email]) pdl.serve(key, person(personRecord(slug, { linkedin_id: null })));
    pdl.serve('acme', company(companyRecord('acme')));
    return {
      environment: { PROFILE_SOURCE: 'people-data-labs', PDL_API_KEY: PDL_KEY, PDL_BASE_URL: pdl.base },
      place: `people-data-labs at ${new URL(pdl.base).host}`,
      takes: ['urls', 'emails'],
      close: () => pdl.close(),
    };
  },
  async () => {
    const api = await startBearerApiStandIn();
    return {
      environment: { PROFILE_SOURCE: 'bearer-api', BEARER_API_URL: `${api.base}/people` },
      place: `bearer-api at ${new URL(api.base).host}`,
      takes: ['emails'],
      close: () => api.close(),
    };
  },
];
