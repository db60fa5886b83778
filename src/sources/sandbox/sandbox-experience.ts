import type { Career } from './careers.js';
import { companies, type SandboxCompany } from './companies.js';
import { logoOf, numericUrlOf, vanityUrlOf } from './sandbox-company.js';
import type { SeededRandom } from './seeded-random.js';

/** The current year in the sandbox; a constant, so that its people never change. */
const THIS_YEAR = 2025;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The employer of a person whose company cannot be found. */
const lostCompany: SandboxCompany = {
  ...companies[0],
  id: '',
  slug: 'notfound-vanished-works',
  name: 'Vanished Works',
};

export interface WorkingLife {
  employer: SandboxCompany;
  experiences: Record<string, unknown>[];
}

/** Two to five positions, latest first; the first one is current. */
export function workingLife(career: Career, random: SeededRandom, isEmployerLost: boolean): WorkingLife {
  const employers = random.sample(companies, random.integer(2, 5));
  if (isEmployerLost) employers[0] = lostCompany;
  let end: Month | null = null;
  const experiences = employers.map((company, index) => {
    const start: Month = { year: (end?.year ?? THIS_YEAR) - random.integer(1, 5), month: random.integer(1, 12) };
    const position = experience(career.titles[index] ?? career.titles[0], company, { start, end }, career, random);
    end = start;
    return position;
  });
  return { employer: employers[0] ?? lostCompany, experiences };
}

interface Month {
  year: number;
  month: number;
}

interface Period {
  start: Month;
  end: Month | null;
}

function experience(
  title: string,
  company: SandboxCompany,
  { start, end }: Period,
  career: Career,
  random: SeededRandom,
): Record<string, unknown> {
  const years = (end?.year ?? THIS_YEAR) - start.year;
  return {
    title,
    company: company.name,
    company_id: company.id,
    company_linkedin_url: company.id === '' ? vanityUrlOf(company) : numericUrlOf(company),
    company_logo_url: logoOf(company),
    date_range: `${inWords(start)} - ${end === null ? 'Present' : inWords(end)}`,
    duration: `${years} yr${years === 1 ? '' : 's'}`,
    start_month: start.month,
    start_year: start.year,
    end_month: end?.month ?? '',
    end_year: end?.year ?? '',
    is_current: end === null,
    job_type: random.pick(['Full-time', 'Full-time', 'Contract', '']),
    location: company.city,
    skills: random.sample(career.skills, 2).join(' · '),
    description: random.chance(0.6)
      ? `${title} at ${company.name}: ${random.sample(career.skills, 2).join(' and ')}.`
      : '',
  };
}

function inWords({ year, month }: Month): string {
  return `${MONTHS[month - 1] ?? MONTHS[0]} ${year}`;
}
