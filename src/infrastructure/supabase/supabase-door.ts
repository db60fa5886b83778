import type { SupabaseClient } from '@supabase/supabase-js';
import { storeFailure, type StoreResponse } from './store-failure.js';
import { SupabaseUnavailableError } from './supabase-unavailable.error.js';

/** Database functions of supabase/migrations that the service calls. */
export type StoreFunction =
  | 'save_profile'
  | 'find_profile'
  | 'list_profiles'
  | 'match_profiles'
  | 'find_companies'
  | 'list_companies'
  | 'companies_of_profile'
  | 'profiles_of_company'
  | 'without_embedding'
  | 'save_embedding';

/**
 * The door to Supabase, hosted or embedded. Every call answers with data or throws SupabaseUnavailableError or StoreError.
 */
export class SupabaseDoor {
  private connecting?: Promise<SupabaseClient>;

  constructor(
    /** Which side it is, and where; fit for the screen. */
    readonly description: string,
    private readonly connect: () => Promise<SupabaseClient>,
  ) {}

  /** Connects ahead of the first call, so that a start fails early. */
  async open(): Promise<void> {
    await this.client();
  }

  async run<T>(query: (client: SupabaseClient) => PromiseLike<StoreResponse<T>>): Promise<T | null> {
    const client = await this.client();
    const response = await answer(query(client));
    if (response.error) throw storeFailure(response);
    return response.data;
  }

  /** Calls a database function; `T` is what its comment in the migrations says it answers. */
  async call<T>(name: StoreFunction, values: Record<string, unknown>): Promise<T> {
    return (await this.run<T>((client) => client.rpc(name, values))) as T;
  }

  /** A cheap read that fails when the store cannot answer. */
  async check(signal: AbortSignal): Promise<void> {
    await this.run((client) => client.from('batches').select('id').limit(1).abortSignal(signal));
  }

  private client(): Promise<SupabaseClient> {
    this.connecting ??= this.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }
}

async function answer<T>(query: PromiseLike<StoreResponse<T>>): Promise<StoreResponse<T>> {
  try {
    return await query;
  } catch (cause) {
    throw new SupabaseUnavailableError({ cause });
  }
}
