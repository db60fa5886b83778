import { Command } from 'commander';
import { getReadiness, getSystemHealth } from '../../typescript/src/index.ts';
import type { Client } from '../../typescript/src/generated/client/index.ts';
import { FAILED, ServiceError } from '../failure.ts';
import { joined, print, printJson } from '../output.ts';
import { sessionOf } from '../session.ts';

export function healthCommand(): Command {
  return new Command('health').description('show whether the service can take work').action(health);
}

async function health(_options: object, command: Command): Promise<void> {
  const { client, json } = sessionOf(command);
  const ready = await isReady(client);
  const { data } = await getSystemHealth({ client, throwOnError: true });
  if (json) printJson({ ready, ...data });
  else {
    print(`${ready ? 'Ready' : 'Not ready'}, health ${data.health_score} of 100 (${data.health_status})`);
    for (const issue of data.issues) print(`  ${joined([issue])}`);
  }
  if (!ready) process.exitCode = FAILED;
}

async function isReady(client: Client): Promise<boolean> {
  try {
    await getReadiness({ client, throwOnError: true });
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 503) return false;
    throw error;
  }
}
