import { randomBytes } from 'node:crypto';
import { StartError } from '../common/errors/start.error.js';
import { keptSecret } from '../common/secrets/kept-secret.js';
import type { Config } from '../config/config.js';
import { PersonDigester } from './person-digester.js';

const FILE = 'suppression-key';

/**
 * Uses the key in SUPPRESSION_KEY, otherwise one that is made once and kept in the data directory. If neither is possible, nobody can
 * be suppressed, and an existing list is rejected because it was made with another key.
 */
export async function personDigester({
  SUPPRESSION_KEY,
  DATA_DIR,
}: Pick<Config, 'SUPPRESSION_KEY' | 'DATA_DIR'>): Promise<PersonDigester> {
  if (SUPPRESSION_KEY !== undefined) return new PersonDigester(SUPPRESSION_KEY, true);
  try {
    return new PersonDigester(await keptSecret(DATA_DIR, FILE), true);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return new PersonDigester(randomBytes(32).toString('base64url'), false);
  }
}
