import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { erasePerson, type ErasedPerson } from '../../typescript/src/index.ts';
import { FAILED } from '../failure.ts';
import { note, print, printJson } from '../output.ts';
import { sessionOf } from '../session.ts';

export function eraseCommand(): Command {
  return new Command('erase')
    .description('erase a person everywhere, and never fetch them again')
    .argument('<person>', 'a LinkedIn member URL or an email address')
    .option('--yes', 'do not ask', false)
    .action(erase);
}

async function erase(person: string, { yes }: { yes: boolean }, command: Command): Promise<void> {
  const { client, json } = sessionOf(command);
  if (!yes && !(await isConfirmed(person, command))) {
    note('Nothing was erased');
    process.exitCode = FAILED;
    return;
  }
  const body = /^[^/]+@/.test(person) ? { email: person } : { linkedin_url: person };
  const { data: receipt } = await erasePerson({ client, body, throwOnError: true });
  if (json) printJson(receipt);
  else report(receipt);
}

async function isConfirmed(person: string, command: Command): Promise<boolean> {
  if (!process.stdin.isTTY) command.error('error: Without a terminal to ask on, --yes is required');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Erase everything about ${person}? This cannot be undone. [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

function report({ receipt_id, removed }: ErasedPerson): void {
  const counts = Object.entries(removed).filter(([, count]) => count > 0);
  const what = counts.map(([kind, count]) => `${count} ${kind.replaceAll('_', ' ')}`).join(', ');
  print(`Erased ${what || 'nothing, as nothing was stored'}. The person will not be fetched again.`);
  print(`Receipt ${receipt_id}`);
}
