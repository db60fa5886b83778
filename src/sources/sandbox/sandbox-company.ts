import type { CompanyReference } from '../../model/company-reference.js';
import { companies, type SandboxCompany } from './companies.js';
import { SeededRandom } from './seeded-random.js';

const byKey = new Map(companies.flatMap((company) => [company.id, company.slug].map((key) => [key, company] as const)));

/** A company of the sandbox, or one that is made up for an unknown name. */
export function companyOf({ slug, linkedin_id }: CompanyReference): SandboxCompany {
  const key = slug ?? linkedin_id ?? '';
  return byKey.get(key) ?? (linkedin_id === null ? undefined : byKey.get(linkedin_id)) ?? invented(key);
}

function invented(key: string): SandboxCompany {
  const random = new SeededRandom(`company ${key}`);
  const like = random.pick(companies);
  const isNumber = /^\d+$/.test(key);
  return {
    ...like,
    id: isNumber ? key : String(random.integer(910_000_000, 989_999_999)),
    slug: isNumber ? `company-${key}` : key,
    name: isNumber ? `Company ${key}` : titled(key),
    employees: random.integer(12, 9_000),
    founded: random.integer(1950, 2020),
  };
}

function titled(slug: string): string {
  return slug
    .split('-')
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

export function logoOf({ id }: SandboxCompany): string {
  return `https://media.sandbox.example/logos/${id}.png`;
}

export function vanityUrlOf({ slug }: SandboxCompany): string {
  return `https://www.linkedin.com/company/${encodeURIComponent(slug)}`;
}

export function numericUrlOf({ id }: SandboxCompany): string {
  return `https://www.linkedin.com/company/${id}`;
}

export function domainOf({ slug }: SandboxCompany): string {
  const host = slug.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return `${host || 'company'}.example`;
}

const RANGES = [10, 50, 200, 500, 1_000, 5_000, 10_000];

function employeeRange(employees: number): string {
  const upper = RANGES.findIndex((bound) => employees <= bound);
  if (upper === -1) return '10001+';
  return `${upper === 0 ? 1 : (RANGES[upper - 1] ?? 0) + 1}-${RANGES[upper]}`;
}

/** In the format of Cassidy. */
export function companyPayload(company: SandboxCompany): Record<string, unknown> {
  const random = new SeededRandom(`company ${company.slug}`);
  const { city, region, country } = company;
  const address = [`${random.integer(1, 400)} Sandbox Road`, city, region, country].filter(Boolean).join(', ');
  return {
    company_id: company.id,
    company_name: company.name,
    description: `${company.name} has worked in ${company.industry.toLowerCase()} since ${company.founded}, with headquarters in ${city}.`,
    domain: domainOf(company),
    website: `https://www.${domainOf(company)}`,
    employee_count: company.employees,
    employee_range: employeeRange(company.employees),
    follower_count: company.employees * random.integer(3, 40),
    industries: [company.industry],
    linkedin_url: vanityUrlOf(company),
    logo_url: logoOf(company),
    specialties: random
      .sample(['Platforms', 'Operations', 'Data', 'Security', 'Research', 'Customer Service'], 3)
      .join(', '),
    tagline: random.pick(['Made to last', 'Quietly reliable', 'Since day one', '']),
    year_founded: company.founded,
    hq_city: city,
    hq_region: region,
    hq_country: country,
    hq_full_address: address,
    locations: [{ city, region, country, full_address: address, is_headquarter: true }],
    funding_info: '',
    affiliated_companies: [],
  };
}
