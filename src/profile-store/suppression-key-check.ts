import { storeFailure, type StoreResponse } from '../infrastructure/supabase/store-failure.js';
import type { SchemaCheck } from '../infrastructure/supabase/supabase-driver.js';
import type { PersonDigester } from '../suppression/person-digester.js';
import { checkSchema } from './schema-check.js';

/**
 * Checks the version of the schema, and that this process recognizes the people on its list of suppressed ones: with another key it
 * would store them.
 */
export function checkWithKey({ keyCheck }: PersonDigester): SchemaCheck {
  return async (client, place, signal) => {
    await checkSchema(client, place, signal);
    const response: StoreResponse<unknown> = await client
      .rpc('require_suppression_key', { p_key_check: keyCheck })
      .abortSignal(signal);
    if (response.error) throw storeFailure(response, place);
  };
}
