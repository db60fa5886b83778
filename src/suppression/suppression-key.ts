import { randomBytes } from 'node:crypto';
import { StartError } from '../common/errors/start.error.js';
import { keptSecret } from '../common/secrets/kept-secret.js';
import type { Config } from '../config/config.js';
import { PersonDigester } from './person-digester.js';

const FILE = 'suppression-key';

/**
 * With the key of SUPPRESSION_KEY, otherwise with one that is made once and kept in the data directory. Where neither is possible,
 * nobody can be suppressed, and a list that was made with another key is recognized.
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
