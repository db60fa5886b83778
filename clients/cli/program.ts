import { Command, CommanderError } from 'commander';
import { cancelCommand } from './commands/cancel.ts';
import { eraseCommand } from './commands/erase.ts';
import { healthCommand } from './commands/health.ts';
import { ingestCommand } from './commands/ingest.ts';
import { jobCommand } from './commands/job.ts';
import { mcpCommand } from './commands/mcp.ts';
import { searchCommand } from './commands/search.ts';
import { statusCommand } from './commands/status.ts';
import { FAILED, failureText, WRONG_USAGE } from './failure.ts';
import { DEFAULT_URL } from './session.ts';

const EXAMPLES = `
Examples:
  $ npx . ingest https://www.linkedin.com/in/jane-doe/ --role CTO
  $ npx . job examples/people.csv --wait --out results.csv
  $ npx . search security leader for cloud platforms

Exit codes: 0 done, 1 failed or rejected by the service, 2 wrong usage, 130 interrupted`;

function program(): Command {
  const commands = [
    ingestCommand(),
    jobCommand(),
    statusCommand(),
    cancelCommand(),
    searchCommand(),
    eraseCommand(),
    healthCommand(),
    mcpCommand(),
  ];
  const root = new Command('npx .')
    .description('Uses a running LinkedIn profile service; "npm start" starts one on this machine')
    .option('--url <url>', `the service, or LINKEDIN_PROFILES_URL; ${DEFAULT_URL} by default`)
    .option(
      '--key <key>',
      'the API key, or LINKEDIN_PROFILES_API_KEY; on this machine, the key of local mode by default',
    )
    .option('--json', 'print responses of the service as JSON', false)
    .addHelpText('after', EXAMPLES);
  for (const command of commands) root.addCommand(command);
  for (const command of [root, ...commands]) command.exitOverride().showHelpAfterError('(--help shows how)');
  return root;
}

/** Runs the command of these arguments. @returns the exit code */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    process.stderr.write(`${failureText(error)}\n`);
    return FAILED;
  }
}
