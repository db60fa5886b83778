import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithTests } from './jest-worker.js';
import { until } from './until.js';
import { freePort } from '../../scripts/lib/free-port.ts';

/** A DynamoDB in a separate process, so that it can stop and start while a service runs. */
export class StoppableDynamoDb {
  private readonly path = mkdtempSync(join(tmpdir(), 'stoppable-dynamodb-'));
  private child?: ChildProcess;
  private port = 0;

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** On the same port and files as before. */
  async start(): Promise<void> {
    this.port ||= await freePort();
    const options = ['--host', '127.0.0.1', '--port', String(this.port), '--path', this.path, '--createTableMs', '0'];
    this.child = spawn(process.execPath, ['node_modules/dynalite/cli.js', ...options], { stdio: 'ignore' });
    endWithTests(this.child);
    await until(() =>
      fetch(this.endpoint).then(
        () => true,
        () => null,
      ),
    );
  }

  async stop(): Promise<void> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  /** Suspends it with its connections open, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.path, { recursive: true, force: true });
  }
}
