import type { EmbeddedPostgres as Embedded } from '../dist/infrastructure/postgres/embedded/embedded-postgres.js';
import { EmbeddedPostgres } from '../dist/infrastructure/postgres/embedded/embedded-postgres.js';
import { readConfig } from '../dist/config/read-config.js';
import { createApplication } from '../dist/start/application.js';

const AT_ONCE = 2_000;

/** About 3 KB of each person: three positions, two schools, ten skills. */
const PEOPLE = `
  insert into profiles (public_id, url, name, position, about, city, country_code, location, followers, connections,
    current_company, experience, education, skills, source, fetched_at)
  select 'member-' || n, 'https://www.linkedin.com/in/member-' || n || '/', 'Ann Member ' || n, 'Engineer at Acme ' || n % 5000,
    repeat('Builds things that people use, and writes about them. ', 15), 'Berlin', (array['DE', 'FR', 'US', 'GB'])[n % 4 + 1],
    'Berlin, Germany', n % 10000, 500,
    jsonb_build_object('name', 'Acme ' || n % 5000, 'domain', 'acme' || n % 5000 || '.example'),
    (select jsonb_agg(jsonb_build_object('title', 'Engineer', 'company', 'Acme ' || (n + k) % 5000, 'is_current', k = 0,
      'description', repeat('Did what had to be done. ', 15), 'start_date', '2020-0' || k + 1, 'skills', '[]'::jsonb))
      from generate_series(0, 2) as k),
    jsonb_build_array(jsonb_build_object('school', 'School ' || n % 100), jsonb_build_object('school', 'University')),
    (select array_agg('Skill ' || (n + k) % 300) from generate_series(1, 10) as k), 'bench', now()
  from generate_series($1::integer, $2::integer) as n`;

/** Stores people in the embedded stores of a folder. */
export async function storePeople(count: number, dataDirectory: string): Promise<void> {
  const app = await createApplication(
    readConfig({ API_KEY: 'x', LOG_LEVEL: 'error', DATA_DIR: dataDirectory, NODE_ENV: 'test' }),
  );
  await app.init();
  try {
    const database = await app.get<Embedded>(EmbeddedPostgres, { strict: false }).driver();
    for (let from = 1; from <= count; from += AT_ONCE) {
      await database.query(PEOPLE, [from, Math.min(from + AT_ONCE - 1, count)]);
    }
  } finally {
    await app.close();
  }
}
