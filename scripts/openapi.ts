import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { apiDocument } from '../dist/common/openapi/api-document.js';
import { readConfig } from '../dist/config/read-config.js';
import { createPreview } from '../dist/start/application.js';

/** Writes openapi.json from the code, or with --check says whether the file is current. */
const path = 'openapi.json';
const app = await createPreview(readConfig({ API_KEY: 'unused', LOG_LEVEL: 'silent' }));
const current = await format(JSON.stringify(apiDocument(app)), { parser: 'json', printWidth: 120 });
await app.close();

if (!process.argv.includes('--check')) {
  writeFileSync(path, current);
} else if (!existsSync(path) || readFileSync(path, 'utf8') !== current) {
  console.error('openapi.json is out of date. Run "npm run openapi" and review the difference.');
  process.exitCode = 1;
}
process.exit();
