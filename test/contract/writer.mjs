// Stores profiles until it is killed. Prints the slug of each one after it was acknowledged.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [built, dataDirectory, from] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(built, 'dist', path)).href);
await import(pathToFileURL(join(built, 'node_modules/reflect-metadata/Reflect.js')).href);
const { DataDirectory } = await load('infrastructure/data-directory/data-directory.js');
const { EmbeddedPostgres } = await load('infrastructure/postgres/embedded/embedded-postgres.js');
const { embeddedSupabase } = await load('infrastructure/supabase/embedded-supabase.js');
const { checkSchema } = await load('profile-store/schema-check.js');
const { SupabaseProfileStore } = await load('profile-store/supabase-profile.store.js');
const { PersonDigester } = await load('suppression/person-digester.js');

const postgres = new EmbeddedPostgres(new DataDirectory({ DATA_DIR: dataDirectory }));
const store = new SupabaseProfileStore(
  embeddedSupabase(postgres, checkSchema),
  new PersonDigester('the key of the test', true),
);

const aCompany = (id) => ({
  value: {
    linkedin_id: String(id),
    slug: null,
    company_name: `Company ${id}`,
    linkedin_url: `https://www.linkedin.com/company/${id}/`,
    industries: [],
    specialties: [],
  },
  raw: JSON.stringify({ id }),
  source: 'test',
  fetched_at: new Date(),
  embedding: { vector: [0, 1], model: 'test', text_hash: 'company' },
});

const enriched = (slug, index) => ({
  profile: {
    public_id: slug,
    url: `https://www.linkedin.com/in/${slug}/`,
    name: slug,
    about: 'text '.repeat(200),
    experience: [],
    education: [],
    certifications: [],
    languages: [],
    skills: [],
  },
  raw: JSON.stringify({ slug }),
  source: 'test',
  fetched_at: new Date(),
  requested_slug: slug,
  email: null,
  name_override: null,
  suggested_role: 'CTO',
  companies: [index % 7, 7 + (index % 5)].map((id) => ({ company: aCompany(id), positions: [] })),
  embedding: { vector: [1], model: 'test', text_hash: slug },
});

for (let index = Number(from); ; index += 1) {
  const slug = `member-${index}`;
  const outcome = await store.save(enriched(slug, index));
  if (outcome.status !== 'saved') throw new Error(outcome.status, { cause: outcome.error });
  process.stdout.write(`${slug}\n`);
}
