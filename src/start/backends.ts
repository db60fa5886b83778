import type { INestApplication, Type } from '@nestjs/common';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import type { Backend } from '../infrastructure/backend.js';
import { DynamoDb } from '../infrastructure/dynamodb/dynamodb.js';
import { Queue } from '../infrastructure/queue/queue.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { SourceChain } from '../sources/source-chain.js';

/** A row of the table. */
export interface BackendRow {
  name: string;
  driver: 'embedded' | 'real';
  /** Never contains a secret. */
  place: string;
}

type BackendToken = Type<Backend> | (abstract new (...values: never[]) => Backend);
type Finder = (app: INestApplication) => readonly Backend[];

const of =
  (token: BackendToken): Finder =>
  (app) => [app.get<Backend>(token, { strict: false })];

const BACKENDS: readonly [name: string, backends: Finder][] = [
  ['profile store', of(SupabaseGateway)],
  ['jobs and queue', of(Queue)],
  ['linkedin_profiles', of(DynamoDb)],
  ['embeddings', of(EmbeddingsService)],
  ['profile source', (app) => app.get(SourceChain, { strict: false }).profileSources],
];

/** Each backend, the driver that this process uses, and where that is. A source that looks up both URLs and email addresses has one row. */
export function backends(app: INestApplication): BackendRow[] {
  const { profileSources, emailSources } = app.get(SourceChain, { strict: false });
  const onlyForEmails = emailSources.filter((source) => !profileSources.includes(source));
  return [
    ...BACKENDS.flatMap(([name, find]) => find(app).map((backend) => row(name, backend))),
    ...onlyForEmails.map((source) => row('email source', source)),
  ];
}

/** The driver is left out, because it has its own column. */
function row(name: string, { isEmbedded, description }: Backend): BackendRow {
  return { name, driver: isEmbedded ? 'embedded' : 'real', place: description.replace(/^embedded /, '') };
}

export function backendTable(rows: readonly BackendRow[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, driver, place }) => `  ${name.padEnd(width)}  ${driver.padEnd(8)}  ${place}`).join('\n');
}
