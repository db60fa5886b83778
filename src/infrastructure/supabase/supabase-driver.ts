import type { SupabaseClient } from '@supabase/supabase-js';

/**
 * Resolves where the schema has all that the caller needs.
 * @param place where the client looks for Supabase, for the message
 * @throws SupabaseUnavailableError
 */
export type SchemaCheck = (client: SupabaseClient, place: string, signal: AbortSignal) => Promise<void>;

/** One driver of the backend: where Supabase is, and how to get a client for it. */
export interface SupabaseDriver {
  /** Which driver it is, and where; safe to display. */
  readonly description: string;
  /** One that is not may be unreachable, and its schema is somebody else's to bring up to date. */
  readonly isEmbedded: boolean;
  /** @throws DataDirectoryError where the embedded driver cannot have its files */
  connect: () => Promise<SupabaseClient>;
  readonly checkSchema: SchemaCheck;
}
