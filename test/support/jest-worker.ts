import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

declare global {
  /** What all test files of a Jest worker share, outside the sandbox of each file; set by jest-environment.js. */
  var jestWorker: {
    import: (url: string) => Promise<unknown>;
    /** Called at the end of the test file, or when the worker exits. */
    endings: Set<() => unknown>;
  };
}

/** A module of the built service, by its path in `dist`; shared by all test files of a worker. */
export async function built<Module>(path: string): Promise<Module> {
  const url = new URL(`../../dist/${path}`, import.meta.url);
  return (await jestWorker.import(url.href)) as Module;
}

/** Ends the process with the test file at the latest, even if the test fails. */
export function endWithTests(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  jestWorker.endings.add(end);
  child.once('exit', () => jestWorker.endings.delete(end));
}
