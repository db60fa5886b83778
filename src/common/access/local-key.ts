import { keptSecret, secretFile } from '../secrets/kept-secret.js';

const FILE = 'api-key';

/**
 * The key of local mode, created at the first start and never changed.
 * @throws StartError if it cannot be stored
 */
export function localKey(dataDirectory: string): Promise<string> {
  return keptSecret(dataDirectory, FILE);
}

export function localKeyFile(dataDirectory: string): string {
  return secretFile(dataDirectory, FILE);
}
