import type { INestApplication, Type } from '@nestjs/common';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import type { Backend } from '../infrastructure/backend.js';
import { DynamoDb } from '../infrastructure/dynamodb/dynamodb.js';
import { Queue } from '../infrastructure/queue/queue.js';
import { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { ChosenSource } from '../sources/chosen-source.js';

/** A row of the table. */
export interface BackendRow {
  name: string;
  driver: 'embedded' | 'real';
  /** Never holds a secret. */
  place: string;
}

type BackendToken = Type<Backend> | (abstract new (...values: never[]) => Backend);

const BACKENDS: readonly [name: string, backend: BackendToken][] = [
  ['profile store', SupabaseGateway],
  ['jobs and queue', Queue],
  ['linkedin_profiles', DynamoDb],
  ['embeddings', EmbeddingsService],
  ['profile source', ChosenSource],
];

/** Each backend, the driver that this process uses, and where that is. */
export function backends(app: INestApplication): BackendRow[] {
  return BACKENDS.map(([name, token]) => {
    const { isEmbedded, description } = app.get<Backend>(token, { strict: false });
    // The driver has a column of its own.
    return { name, driver: isEmbedded ? 'embedded' : 'real', place: description.replace(/^embedded /, '') };
  });
}

export function backendTable(rows: readonly BackendRow[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, driver, place }) => `  ${name.padEnd(width)}  ${driver.padEnd(8)}  ${place}`).join('\n');
}
