import { Command } from 'commander';
import { cancelJob } from '../../typescript/src/index.ts';
import { joined, print, printJson } from '../output.ts';
import { sessionOf } from '../session.ts';

export function cancelCommand(): Command {
  return new Command('cancel').description('cancel a job; what is done is kept').argument('<job_id>').action(cancel);
}

async function cancel(job_id: string, _options: object, command: Command): Promise<void> {
  const { client, json } = sessionOf(command);
  const { data } = await cancelJob({ client, path: { job_id }, throwOnError: true });
  if (json) printJson(data);
  else print(joined([data.message]));
}
