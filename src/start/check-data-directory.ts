import { localKey } from '../common/access/local-key.js';
import type { Config } from '../config/config.js';
import { hasKeys } from '../config/rules.js';
import { writableDirectory } from '../infrastructure/data-directory/writable-directory.js';

/**
 * Looks at the data directory before anything is opened in it, so that what is wrong with it is all that is said.
 * @throws StartError
 */
export async function checkDataDirectory(config: Config): Promise<void> {
  if (!hasKeys(config)) await localKey(config.DATA_DIR);
  if (config.SUPABASE_URL === undefined || config.DATABASE_URL === undefined) await writableDirectory(config.DATA_DIR);
}
