import type { Statements } from './embedded-driver.js';

/** Tables that may contain personal data, smallest first. Those of the queue are left out, because its messages contain only IDs. */
const TABLES = `
  select format('%I.%I', n.nspname, c.relname) as name,
    exists (select from pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname) as is_analyzed
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'pgboss')
  order by pg_table_size(c.oid)`;

const LOG_FILES = 'select count(*)::int as files from pg_ls_waldir()';

/** More files than the log has when it is so large that Postgres makes a checkpoint on its own. */
const MOST_LOG_FILES = 100;

/**
 * Rewrites everything in the files of the embedded Postgres that may hold deleted rows: tables with their indexes and large values,
 * the statistics of columns, and the write-ahead log. Other callers are served between its statements.
 * @param turn waits until the next statement may run, and rejects to end the work
 */
export async function rewriteFiles(driver: Pick<Statements, 'query'>, turn: () => Promise<void>): Promise<void> {
  const run = async <Row>(statement: string): Promise<Row[]> => {
    await turn();
    return (await driver.query<Row>(statement)).rows;
  };
  const tables = await run<{ name: string; is_analyzed: boolean }>(TABLES);
  for (const { name, is_analyzed } of tables) {
    await run(`vacuum (full) ${name}`);
    if (is_analyzed) await run(`analyze ${name}`);
  }
  if (tables.some(({ is_analyzed }) => is_analyzed)) await run('vacuum (full) pg_statistic');
  await renewLog(run);
}

/** Has Postgres delete its log files instead of recycling them, until only the current one is left. */
async function renewLog(run: <Row>(statement: string) => Promise<Row[]>): Promise<void> {
  await run('set wal_recycle = off');
  try {
    for (let round = 0; round < MOST_LOG_FILES; round += 1) {
      await run('select pg_switch_wal()');
      await run('checkpoint');
      const [log] = await run<{ files: number }>(LOG_FILES);
      // The first new file begins with the end of the previous checkpoint.
      if (round > 0 && log?.files === 1) return;
    }
  } finally {
    await run('reset wal_recycle');
  }
}
