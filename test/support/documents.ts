import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Service } from './service.js';

const run = promisify(execFile);
const END = '== end of a command ==';
/** Starting npx takes longer than the command. */
const NPX = `npx() { shift; node '${resolve('clients/cli/bin.js')}' "$@"; }`;

/** The commands of a document, as readers paste them. */
export const commandsOf = (document: string): string[] =>
  [...readFileSync(document, 'utf8').matchAll(/```bash\n([\s\S]*?)```/g)].map(([, text]) => text!);

/** A folder that looks like a clone whose `npm start` is running; only the port is that of the service. */
export class ReadersFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'reader-'));
  private readonly url: string;

  constructor({ app, dataDirectory }: Service) {
    this.url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    symlinkSync(dataDirectory, join(this.path, '.data'));
    for (const shared of ['examples', 'clients']) symlinkSync(resolve(shared), join(this.path, shared));
  }

  /** The output of each command, all run in one shell. Rejects if one of them fails. */
  async outputs(commands: readonly string[]): Promise<string[]> {
    const script = commands.join(`\necho '${END}'\n`).replaceAll(/http:\/\/(localhost|127\.0\.0\.1):8000/g, this.url);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', `${NPX}\n${script}`], {
      cwd: this.path,
      env: { ...process.env, LINKEDIN_PROFILES_URL: this.url },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.replaceAll('\r\n', '\n').split(`${END}\n`);
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8');
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
