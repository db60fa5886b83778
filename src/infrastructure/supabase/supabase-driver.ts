import type { SupabaseClient } from '@supabase/supabase-js';

/**
 * Resolves if the schema has everything that the caller needs.
 * @param place where the client looks for Supabase, for the message
 * @throws SupabaseUnavailableError
 */
export type SchemaCheck = (client: SupabaseClient, place: string, signal: AbortSignal) => Promise<void>;

/** One driver of the backend: where Supabase is, and how to get a client for it. */
export interface SupabaseDriver {
  /** Which driver it is, and where; safe to display. */
  readonly description: string;
  /** If false, Supabase may be unreachable, and its schema is migrated by its owner. */
  readonly isEmbedded: boolean;
  /** @throws DataDirectoryError if the files of the embedded driver cannot be used */
  connect: () => Promise<SupabaseClient>;
  readonly checkSchema: SchemaCheck;
}
