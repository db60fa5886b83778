import type { INestApplication } from '@nestjs/common';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { Queue } from '../infrastructure/queue/queue.js';
import { SupabaseDoor } from '../infrastructure/supabase/supabase-door.js';
import { ProfileSource } from '../sources/profile-source.js';

/** A dependency on the outside, and which side of it this process is on. */
export interface Door {
  name: string;
  /** Never holds a secret. */
  side: string;
}

export function doors(app: INestApplication): Door[] {
  return [
    { name: 'profile store', side: app.get(SupabaseDoor, { strict: false }).description },
    { name: 'queue', side: app.get(Queue, { strict: false }).description },
    { name: 'embeddings', side: app.get(EmbeddingsService, { strict: false }).model },
    { name: 'profile source', side: app.get(ProfileSource, { strict: false }).name },
  ];
}

export function doorTable(table: readonly Door[]): string {
  const width = Math.max(...table.map(({ name }) => name.length));
  return table.map(({ name, side }) => `  ${name.padEnd(width)}  ${side}`).join('\n');
}
