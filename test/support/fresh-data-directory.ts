import { cpSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A separate data directory of a service that was started but received no requests; any test can open it. */
export async function freshDataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-test-'));
  // Takes a tenth of the time that the asynchronous one takes.
  cpSync(process.env['TEST_DATA_TEMPLATE']!, directory, { recursive: true });
  return directory;
}
