import { localKey } from '../common/access/local-key.js';
import type { Config } from '../config/config.js';
import { hasKeys } from '../config/rules.js';
import { writableDirectory } from '../infrastructure/data-directory/writable-directory.js';

/**
 * Checks the data directory before anything in it is opened, so that its problem is the only one reported.
 * @throws StartError
 */
export async function checkDataDirectory(config: Config): Promise<void> {
  if (!hasKeys(config)) await localKey(config.DATA_DIR);
  if (config.SUPABASE_URL === undefined || config.DATABASE_URL === undefined) await writableDirectory(config.DATA_DIR);
}
