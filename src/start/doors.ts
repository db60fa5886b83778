import type { INestApplication, Type } from '@nestjs/common';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import type { Door } from '../infrastructure/door.js';
import { DynamoDb } from '../infrastructure/dynamodb/dynamodb.js';
import { Queue } from '../infrastructure/queue/queue.js';
import { SupabaseDoor } from '../infrastructure/supabase/supabase-door.js';
import { ChosenSource } from '../sources/chosen-source.js';

/** A row of the table. */
export interface DoorRow {
  name: string;
  side: 'embedded' | 'real';
  /** Never holds a secret. */
  place: string;
}

type DoorToken = Type<Door> | (abstract new (...values: never[]) => Door);

const DOORS: readonly [name: string, door: DoorToken][] = [
  ['profile store', SupabaseDoor],
  ['jobs and queue', Queue],
  ['linkedin_profiles', DynamoDb],
  ['embeddings', EmbeddingsService],
  ['profile source', ChosenSource],
];

/** Each door, the side that this process is on, and where that is. */
export function doors(app: INestApplication): DoorRow[] {
  return DOORS.map(([name, token]) => {
    const { isEmbedded, description } = app.get<Door>(token, { strict: false });
    // The side has a column of its own.
    return { name, side: isEmbedded ? 'embedded' : 'real', place: description.replace(/^embedded /, '') };
  });
}

export function doorTable(rows: readonly DoorRow[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, side, place }) => `  ${name.padEnd(width)}  ${side.padEnd(8)}  ${place}`).join('\n');
}
