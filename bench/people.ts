import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { DataDirectory } from '../dist/infrastructure/data-directory/data-directory.js';
import { EmbeddedPostgres } from '../dist/infrastructure/postgres/embedded/embedded-postgres.js';
import { embeddedSupabase } from '../dist/infrastructure/supabase/embedded-supabase.js';
import { checkSchema } from '../dist/profile-store/schema-check.js';
import { profileText } from '../dist/embeddings/embedding-text.js';
import { LocalEmbedder } from '../dist/embeddings/local/local.embedder.js';
import { readConfig } from '../dist/config/read-config.js';
import type { Profile } from '../dist/model/profile.js';

/** Migrations are applied when a directory is opened. */
const INGREDIENTS = ['bench/people.ts', 'src/embeddings/local/*.ts'];
const CHUNK = 200;
export const embedder = new LocalEmbedder(1_536);

const FIRST =
  'Ann,John,Maria,Wei,Fatima,Olga,Pedro,Yuki,Amara,Lars,Priya,Tom,Chloe,Ivan,Noor,Jörg,Zoë,Kofi,Elena,Raj'.split(',');
const LAST =
  'Smith,Müller,Lopez,Chen,Okafor,Ivanova,Silva,Tanaka,Diallo,Hansen,Patel,Brown,Dubois,Petrov,Haddad,Kim,Novak,Rossi,Meyer,Singh'.split(
    ',',
  );
const LEVELS = 'Head of,Director of,VP,Senior,Lead,Principal,Junior,Chief,Associate,Staff'.split(',');
const AREAS =
  'Cloud Security,Data Engineering,Platform Engineering,Product Marketing,Corporate Finance,Machine Learning,Site Reliability,Human Resources,Supply Chain,Clinical Research,Network Operations,Enterprise Sales,Quality Assurance,Embedded Systems,Legal Affairs,Business Intelligence'.split(
    ',',
  );
const SKILLS =
  'SQL,Rust,Kubernetes,Go,Python,Terraform,Negotiation,Accounting,React,Java,Splunk,Statistics,Recruiting,Logistics,C++,Spark'.split(
    ',',
  );
const CITIES = 'Berlin,Paris,Madrid,Oslo,Lagos,Tokyo,Austin,Toronto,Pune,Sydney'.split(',');
const INDUSTRIES = 'Software,Banking,Healthcare,Retail,Energy,Telecom,Insurance,Logistics'.split(',');

/** Numbers below `limit` that are the same in every run, and differ with the seed. */
function picker(seed: number): (limit: number) => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return (limit) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** Every other person is in the US, every hundredth knows Fortran, every thousandth works for Tiny Labs. */
export function personAt(index: number): Profile {
  const pick = picker(index);
  const of = (list: readonly string[]) => list[pick(list.length)]!;
  const company = () => `${of(LAST)} ${of(['Labs', 'Systems', 'Group', 'Bank', 'Works'])} ${pick(40)}`;
  const position = (at: number) => ({
    title: `${of(LEVELS)} ${of(AREAS)}`,
    company: company(),
    company_id: null,
    company_linkedin_url: null,
    company_logo_url: null,
    location: null,
    description: null,
    employment_type: null,
    start_date: String(2024 - 3 * at),
    end_date: at === 0 ? null : String(2027 - 3 * at),
    duration: null,
    is_current: at === 0,
    skills: [],
  });
  const experience = Array.from({ length: 1 + pick(4) }, (_, at) => position(at));
  const area = of(AREAS);
  const city = of(CITIES);
  const name = index % 1000 === 0 ? 'Tiny Labs' : experience[0]!.company;
  return {
    public_id: `person-${index}`,
    linkedin_id: String(index),
    url: `https://www.linkedin.com/in/person-${index}/`,
    name: `${of(FIRST)} ${of(LAST)} ${index}`,
    position: `${experience[0]!.title} at ${name}`,
    about: `I have worked in ${area} for ${1 + pick(30)} years, at ${company()} among others, and lead a team in ${city}. ${of(SKILLS)} and ${of(SKILLS)} are what I teach; ${of(AREAS)} is what I learn. Reach me about ${of(INDUSTRIES)}.`,
    city,
    country_code: index % 2 === 0 ? 'US' : of(['DE', 'FR', 'ES', 'JP', 'IN']),
    location: `${city}, Earth`,
    followers: pick(100_000),
    connections: pick(500),
    profile_image_url: null,
    current_company: {
      name,
      company_id: null,
      linkedin_url: null,
      domain: `${name.toLowerCase().replaceAll(' ', '-')}.example`,
      website: null,
      industry: of(INDUSTRIES),
      employee_count: null,
      year_founded: null,
      logo_url: null,
    },
    experience,
    education: [
      {
        school: `University of ${of(CITIES)}`,
        school_linkedin_url: null,
        degree: of(['BSc', 'MSc', 'PhD']),
        field_of_study: null,
        start_year: null,
        end_year: null,
        activities: null,
      },
    ],
    certifications: [],
    languages: [],
    skills: [of(SKILLS), of(SKILLS), of(SKILLS), ...(index % 100 === 0 ? ['Fortran'] : [])],
  };
}

/** A data directory with so many people, made once and kept for later runs. */
export async function peopleDirectory(count: number): Promise<string> {
  const hash = createHash('sha256');
  for (const file of globSync(INGREDIENTS).toSorted()) hash.update(file).update(readFileSync(file));
  const path = `.cache/bench-people-${count}-${hash.digest('hex').slice(0, 12)}`;
  if (existsSync(path)) return path;
  rmSync(`${path}.incoming`, { recursive: true, force: true });
  mkdirSync(`${path}.incoming`, { recursive: true });
  const directory = new DataDirectory(readConfig({ API_KEY: 'x', DATA_DIR: `${path}.incoming` }));
  const postgres = new EmbeddedPostgres(directory);
  const gateway = embeddedSupabase(postgres, checkSchema);
  await gateway.open();
  const database = await postgres.driver();
  for (let from = 0; from < count; from += CHUNK) {
    const people = Array.from({ length: Math.min(CHUNK, count - from) }, (_, index) => personAt(from + index));
    const vectors = await embedder.embed(people.map(profileText), new AbortController().signal);
    await database.query(
      `with given as (
          select p.*, v.vector from jsonb_array_elements_text($2::jsonb) with ordinality as v (vector, place)
          join rows from (jsonb_to_recordset($1::jsonb) as (
            public_id text, linkedin_id text, url text, name text, position text, about text, city text, country_code text,
            location text, followers bigint, connections bigint, current_company jsonb, experience jsonb, education jsonb,
            skills text[]
          )) with ordinality as p (
            public_id, linkedin_id, url, name, position, about, city, country_code, location, followers, connections,
            current_company, experience, education, skills, place
          ) using (place)
        ), added as (
          insert into profiles (
            public_id, linkedin_id, url, name, position, about, city, country_code, location, followers, connections,
            current_company, experience, education, skills, suggested_role, source, fetched_at
          )
          select public_id, linkedin_id, url, name, position, about, city, country_code, location, followers, connections,
            current_company, experience, education, skills, 'CTO', 'bench', now() - place * interval '1 minute'
          from given order by place returning id, public_id
        ), addresses as (
          insert into profile_emails (email, profile_id, fetched_at)
          select public_id || '@example.com', id, now() from added
        )
        insert into embeddings (profile_id, model, text_hash, embedding)
        select added.id, $3, 'h', given.vector::extensions.vector from added join given using (public_id)`,
      [
        JSON.stringify(people),
        JSON.stringify(vectors.map((vector) => `[${vector.map((value) => value.toFixed(5)).join(',')}]`)),
        embedder.space,
      ],
    );
    if (from % 5_000 === 0) process.stderr.write(`${from} of ${count} people\n`);
  }
  await database.exec('analyze; checkpoint');
  await directory.close();
  renameSync(`${path}.incoming`, path);
  return path;
}
