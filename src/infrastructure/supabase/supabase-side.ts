import type { SupabaseClient } from '@supabase/supabase-js';

/** One side of the door: where Supabase is, and how to get a client for it. */
export interface SupabaseSide {
  /** Which side it is, and where; fit for the screen. */
  readonly description: string;
  /**
   * Whether it may be away, and its schema is somebody else's to bring up to date. The embedded side is opened whole or not
   * at all.
   */
  readonly isHosted: boolean;
  /** @throws DataDirectoryError where the embedded side cannot have its files */
  connect: () => Promise<SupabaseClient>;
}
