import { careers, degrees, fieldsOfStudy, schools, type Career } from './careers.js';
import { decorations, homelands, type Homeland } from './names.js';
import { domainOf, logoOf, vanityUrlOf } from './sandbox-company.js';
import { workingLife } from './sandbox-experience.js';
import { SeededRandom } from './seeded-random.js';

export type SandboxPerson = Record<string, unknown>;

/** A person whose current company cannot be found. */
const LOST_COMPANY = /^lostcompany-/;
/** The member number in a slug that was made from an email address, so that two addresses of a large job are never one member. */
const NUMBER_OF_EMAIL = /-(\d{15})$/;
/** A person whose name LinkedIn hides. */
const MASKED = /^masked-/;

/** The person behind a slug, the same on every machine, in the format of Cassidy. */
export function personOfSlug(slug: string): SandboxPerson {
  const random = new SeededRandom(`person ${slug}`);
  const homeland = random.pick(homelands);
  const career = random.pick(careers);
  if (MASKED.test(slug)) return { first_name: 'LinkedIn', last_name: 'Member', full_name: 'LinkedIn Member' };
  const { employer, experiences } = workingLife(career, random, LOST_COMPANY.test(slug));
  return {
    profile_id: memberNumber(slug, random),
    public_id: slug,
    linkedin_url: `https://www.linkedin.com/in/${encodeURIComponent(slug)}/`,
    ...identity(homeland, random),
    headline: random.pick(career.headlines),
    job_title: career.titles[0],
    about: random.chance(0.85) ? career.about : '',
    follower_count: random.integer(120, 60_000),
    connection_count: random.integer(80, 500),
    profile_image_url: `https://media.sandbox.example/people/${encodeURIComponent(slug)}.jpg`,
    company: employer.name,
    company_linkedin_url: vanityUrlOf(employer),
    company_domain: domainOf(employer),
    company_employee_count: employer.employees,
    company_industry: employer.industry,
    company_logo_url: logoOf(employer),
    company_website: `https://www.${domainOf(employer)}`,
    company_year_founded: String(employer.founded),
    hq_country: employer.country,
    experiences,
    ...education(career, random),
    languages: languages(homeland, random),
    skills: career.skills.join(', '),
  };
}

/** The person behind an email address, with a slug that is unique even for addresses with the same local part. */
export function personOfEmail(email: string): SandboxPerson {
  const address = email.trim().toLowerCase();
  const local =
    address
      .split('@')[0]
      ?.replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') ?? '';
  return { ...personOfSlug(`${local || 'person'}-${numberOf(address)}`), email: address };
}

function memberNumber(slug: string, random: SeededRandom): string {
  const drawn = random.integer(100_000_000, 999_999_999);
  return NUMBER_OF_EMAIL.exec(slug)?.[1] ?? String(drawn);
}

/** 15 digits; one hash of 32 bits would be the same for some of a hundred thousand addresses. */
function numberOf(address: string): bigint {
  const [high = 0n, low = 0n] = [`email ${address}`, `${address} email`].map((seed) =>
    BigInt(new SeededRandom(seed).integer(0, 2 ** 32 - 1)),
  );
  return 100_000_000_000_000n + (((high << 32n) | low) % 900_000_000_000_000n);
}

function identity(homeland: Homeland, random: SeededRandom): SandboxPerson {
  const [first_name, family] = [random.pick(homeland.firstNames), random.pick(homeland.lastNames)];
  const last_name = random.chance(0.12) ? family + random.pick(decorations) : family;
  const { city, state } = random.pick(homeland.places);
  const { country } = homeland;
  const location = [city, state, country].filter(Boolean).join(', ');
  return { first_name, last_name, full_name: `${first_name} ${last_name}`, city, state, country, location };
}

function education(career: Career, random: SeededRandom): SandboxPerson {
  const end = random.integer(1992, 2012);
  const educations = random.sample(schools, random.integer(1, 2)).map((school, index) => ({
    school,
    school_linkedin_url: '',
    degree: random.pick(degrees),
    field_of_study: random.pick(fieldsOfStudy),
    start_year: end - 4 - index * 4,
    end_year: end - index * 4,
    activities: '',
  }));
  const certifications = career.certifications
    .filter(() => random.chance(0.7))
    .map(({ name, authority }) => ({
      name,
      authority,
      issued_year: random.integer(2014, 2024),
      issued_month: random.integer(1, 12),
    }));
  return { educations, certifications };
}

/** In both formats of the upstream. */
function languages(homeland: Homeland, random: SeededRandom): unknown[] {
  if (random.chance(0.5)) return [...homeland.languages];
  const levels = ['Native or bilingual', 'Full professional', 'Limited working'];
  return homeland.languages.map((name, index) => ({ name, proficiency: levels[index] ?? '' }));
}
