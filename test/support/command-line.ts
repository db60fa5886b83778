import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { endWithTests } from './jest-worker.js';

export interface CommandOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningCommand {
  child: ChildProcess;
  outcome: Promise<CommandOutcome>;
  /** Resolves when stderr contains the text. */
  noted: (text: string) => Promise<void>;
}

export const BIN = 'clients/cli/bin.js';

/** The command line as a process without a terminal; `node` is which Node it is started with. */
export function startCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  node = process.execPath,
): RunningCommand {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...environment };
  const child = spawn(node, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  endWithTests(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return {
    child,
    outcome: once(child, 'close').then(([code]) => ({ code: code as number | null, ...output })),
    noted: async (text) => {
      while (!output.stderr.includes(text)) {
        if (child.exitCode !== null) throw new Error(`The command ended without "${text}": ${output.stderr}`);
        await Promise.race([once(child.stderr, 'data'), once(child, 'close')]);
      }
    },
  };
}
