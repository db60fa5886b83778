import type { SupabaseClient } from '@supabase/supabase-js';

/** One driver of the backend: where Supabase is, and how to get a client for it. */
export interface SupabaseDriver {
  /** Which driver it is, and where; fit for the screen. */
  readonly description: string;
  /** One that is not may be unreachable, and its schema is somebody else's to bring up to date. */
  readonly isEmbedded: boolean;
  /** @throws DataDirectoryError where the embedded driver cannot have its files */
  connect: () => Promise<SupabaseClient>;
}
