import { NullableInteger, Uuid } from '../../common/openapi/fields.js';
/** Fields of every company; null where unknown. */
export class CompanyData {
  /** @example "Northwind Robotics" */
  company_name: string | null;
  /** LinkedIn's numeric ID of the company. */
  linkedin_id: string | null;
  /**
   * The company's vanity slug.
   * @example "northwind-robotics"
   */
  slug: string | null;
  /** @example "https://www.linkedin.com/company/northwind-robotics/" */
  linkedin_url: string;
  description: string | null;
  tagline: string | null;
  /** @example "northwind.example" */
  domain: string | null;
  website: string | null;
  industries: string[];
  specialties: string[];
  @NullableInteger(1800)
  employee_count: number | null;
  /** @example "1001-5000" */
  employee_range: string | null;
  @NullableInteger(5200)
  followers: number | null;
  @NullableInteger(2009)
  year_founded: number | null;
  logo_url: string | null;
  city: string | null;
  region: string | null;
  /**
   * ISO 3166-1 alpha-2.
   * @example "DE"
   */
  country_code: string | null;
  address: string | null;
  /** The source of the latest fetch. */
  source: string;
  fetched_at: Date;
  created_at: Date;
  updated_at: Date;
}

/** A stored company. */
export class CompanyDto extends CompanyData {
  @Uuid()
  id: string;
}
