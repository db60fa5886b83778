import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

declare global {
  /** The modules outside Jest's sandbox; set by jest-environment.js. */
  var outside: {
    import: (url: string) => Promise<unknown>;
    /** Called at the end of the test file, or when the worker exits. */
    endings: Set<() => unknown>;
  };
}

/** A module of the built service, by its path in `dist`; shared by all test files of a worker. */
export async function built<Module>(path: string): Promise<Module> {
  const url = new URL(`../../dist/${path}`, import.meta.url);
  return (await outside.import(url.href)) as Module;
}

/** Ends the process with the test file at the latest, even if the test fails. */
export function endWithTests(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  outside.endings.add(end);
  child.once('exit', () => outside.endings.delete(end));
}
