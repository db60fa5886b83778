import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { appendFile, mkdtemp, rename, rm } from 'node:fs/promises';

/** The sources that determine the files of a data directory, and of what prepared-database.ts keeps with it. */
const INGREDIENTS = [
  'package-lock.json',
  'test/support/{jest-setup.js,*-database.ts,bare-postgres.ts,supabase-stand-in.ts}',
  'supabase/migrations/*',
  'src/infrastructure/**/*.ts',
  'src/jobs/**/*.{ts,sql}',
  'src/**/migrations/*.sql',
];

/**
 * The data directory that tests start from is created once and kept for later runs, because creating it takes longer than most
 * tests.
 */
export default async function setUp({ rootDir }) {
  process.chdir(rootDir);
  const hash = createHash('sha256');
  const files = globSync(INGREDIENTS).filter((file) => !file.endsWith('.spec.ts'));
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(file));
  const template = `${rootDir}/.cache/data-${hash.digest('hex').slice(0, 16)}`;
  if (!existsSync(template)) await make(template);
  process.env.TEST_DATA_TEMPLATE = template;
}

async function make(template) {
  const { createApplication } = await import('../../dist/start/application.js');
  const { readConfig } = await import('../../dist/config/read-config.js');
  const incoming = await mkdtemp(`${template}-`);
  const config = readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', API_KEY: 'a-key', DATA_DIR: incoming });
  const app = await createApplication(config);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  while ((await (await fetch(`${url}/health/ready`)).json()).status !== 'ok') await new Promise(setImmediate);
  // The tables of jobs are created at the first request.
  await fetch(`${url}/jobs/recent`, { headers: { 'X-API-Key': 'a-key' } });
  // A service sets its schedules at startup; with those of the template, upkeep would be due immediately.
  const { SqlDatabase } = await import('../../dist/infrastructure/postgres/sql-database.js');
  await app.get(SqlDatabase, { strict: false }).query('delete from pgboss.schedule');
  await app.close();
  // Half of the files are of the databases that new ones are made from; every test copies what is here.
  for (const file of globSync(`${incoming}/postgres/base/{1,4}/[0-9]*`)) await rm(file);
  // Every database that is opened fills its buffers with zeros first, and tests store little.
  await appendFile(`${incoming}/postgres/postgresql.conf`, 'shared_buffers = 16MB\n');
  // Another process may have created it in the meantime.
  await rename(incoming, template).catch(() => rm(incoming, { recursive: true, force: true }));
}
