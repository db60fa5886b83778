import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

// This cache would keep sandboxes in memory, with all modules that their test files have loaded.
setFlagsFromString('--no-compilation-cache');
// V8 may end the process when it frees code of WebAssembly: https://github.com/nodejs/node/issues/64500
setFlagsFromString('--no-wasm-code-gc');

/** What must be ended when this worker exits, for any reason. */
const endings = new Set();
const endAll = () => Promise.all([...endings].map((end) => end()));
process.once('exit', () => void endAll());
// Freeing a large heap object by object takes longer than Jest waits for a worker.
process.once('beforeExit', () => process.exit());
// Jest was killed. A listener for the end of the channel to Jest would keep this worker from ending by itself.
const { ppid } = process;
setInterval(() => process.ppid === ppid || process.exit(1), 500).unref();

/**
 * Lets a test use modules outside Jest's sandbox, in which every test file loads every module again (see jest-worker.ts). Such a
 * module reads from `process.env` what the test wrote.
 */
export default class TestEnvironment extends NodeEnvironment {
  before = { ...process.env };

  constructor(config, context) {
    super(config, context);
    this.global.process.env = process.env;
    this.global.jestWorker = { import: (url) => import(url), endings };
  }

  async teardown() {
    await endAll();
    endings.clear();
    for (const name of Object.keys(process.env)) if (!(name in this.before)) delete process.env[name];
    Object.assign(process.env, this.before);
    // Otherwise compiled code is stored when the process ends, which takes longer than Jest waits for it.
    flushCompileCache();
    await super.teardown();
  }
}
