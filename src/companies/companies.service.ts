import { Injectable } from '@nestjs/common';
import type { PageQuery } from '../common/pagination/page-query.dto.js';
import { pageBody } from '../common/pagination/page-body.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { CompanyStore, type ProfileOfCompany } from '../profile-store/company.store.js';
import { companyErrors } from './companies.errors.js';
import type { CompanyDto } from './dto/company.dto.js';
import type { ListCompanies } from './dto/list-companies.dto.js';
import type { ProfileOfCompanyDto } from './dto/profile-of-company.dto.js';

@Injectable()
export class CompaniesService {
  constructor(private readonly companies: CompanyStore) {}

  async list({ limit, cursor, domain, country, ...filter }: ListCompanies): Promise<PageBody<CompanyDto>> {
    const exact = { domain: domain?.toLowerCase(), country: country?.toUpperCase() };
    return pageBody(await this.companies.list({ ...filter, ...exact }, { limit, cursor }), limit, (company) => company);
  }

  async find(id: string): Promise<CompanyDto> {
    const company = await this.companies.findById(id);
    if (company === null) throw companyErrors.COMPANY_NOT_FOUND({ company_id: id });
    return company;
  }

  async profiles(id: string, { limit, cursor }: PageQuery): Promise<PageBody<ProfileOfCompanyDto>> {
    await this.find(id);
    return pageBody(await this.companies.profilesOf(id, { limit, cursor }), limit, profileOfCompanyDto);
  }
}

/** ProfileOfCompany → ProfileOfCompanyDto */
function profileOfCompanyDto({ profile, ...position }: ProfileOfCompany): ProfileOfCompanyDto {
  const { id, name, url, position: headline, city, country_code, profile_image_url, suggested_role } = profile;
  return {
    profile: { id, name, url, position: headline, city, country_code, profile_image_url, suggested_role },
    ...position,
  };
}
