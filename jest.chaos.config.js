import { randomInt } from 'node:crypto';
import base from './jest.config.js';

// As in production: processes that tests start optimize what they run.
process.env.TEST_EXTENT = 'full';

// The same seed makes the same choices; the answers come when they come.
process.env.CHAOS_SEED ??= String(randomInt(2 ** 31));
process.stdout.write(`CHAOS_SEED=${process.env.CHAOS_SEED}\n`);

/** A service in trouble: `npm run test:chaos`; with CHAOS_EXTENT=short with little load, as in .ci/run. */
export default { ...base, testMatch: ['<rootDir>/test/chaos/*.chaos.ts'], maxWorkers: 1 };
