// The service as usual, except that its database crashes at the first SIGWINCH, which no client could cause.
const { start } = await import('../../dist/start/start.js');
const { EmbeddedPostgres } = await import('../../dist/infrastructure/postgres/embedded/embedded-postgres.js');

const app = await start();
const driver = await app.get(EmbeddedPostgres, { strict: false }).driver();
const profile = { url: 'https://www.linkedin.com/in/x/', public_id: 'x', name: 'x' };
for (const list of ['experience', 'education', 'certifications', 'languages', 'skills']) profile[list] = [];
const value = {
  profile,
  raw: `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  source: 'test',
  fetched_at: new Date().toISOString(),
  requested_slug: 'x',
};

process.on('SIGWINCH', () => {
  driver
    .query('select save_profile($1::text::jsonb)', [JSON.stringify(value)])
    .then(() => driver.query('select 1'))
    .catch((error) => process.stdout.write(`refused: ${error.message}\n`));
});
