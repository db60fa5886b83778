import { globSync, readFileSync } from 'node:fs';
import base from './jest.config.js';

/** What a spec loads where it needs a database, a DynamoDB or a process. */
const NEEDS_MORE =
  /support\/(?:embedded-\w+|\w+-postgres|supabase-stand-in|dynamodb-stand-in|stoppable-dynamodb|service)\.js|node:(?:child_process|worker_threads)|embedded-(?:postgres|dynamodb)\.js|linkedin-profiles\.module\.js|tokens\.module\.js/;

/** The specs beside the code that need neither a store nor a process: `npm run test:unit`. */
export default {
  ...base,
  globalSetup: undefined,
  testMatch: globSync('src/**/*.spec.ts')
    .filter((file) => !NEEDS_MORE.test(readFileSync(file, 'utf8')))
    .map((file) => `<rootDir>/${file}`),
};
