import type { CompanyFilter } from '../profile-store/company.store.js';
import type { CompanyFilters } from './dto/list-companies.dto.js';

/** CompanyFilters → CompanyFilter */
export function companyFilter({ name, domain, industry, country }: CompanyFilters): CompanyFilter {
  return { name, domain: domain?.toLowerCase(), industry, country: country?.toUpperCase() };
}
