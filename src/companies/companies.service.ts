import { Injectable } from '@nestjs/common';
import { pageBody } from '../common/pagination/page-body.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { shownProfile, type ChosenProfile, type ProfileField } from '../model/profile-fields.js';
import { CompanyStore, type Position } from '../profile-store/company.store.js';
import { companyErrors } from './companies.errors.js';
import { companyFilter } from './company-filter.js';
import type { CompanyDto } from './dto/company.dto.js';
import type { ListCompanies } from './dto/list-companies.dto.js';
import type { ListMembers } from './dto/list-members.dto.js';

/** Fields of a profile in a list of members, unless the request chooses others. */
const SUMMARY: readonly ProfileField[] = [
  'id',
  'name',
  'url',
  'position',
  'city',
  'country_code',
  'profile_image_url',
  'suggested_role',
  'source',
  'fetched_at',
];

/** A position held at the company, and the member who held it. */
export interface MemberOfCompany extends Position {
  profile: ChosenProfile;
}

@Injectable()
export class CompaniesService {
  constructor(private readonly companies: CompanyStore) {}

  async list({ limit, cursor, ...filters }: ListCompanies): Promise<PageBody<CompanyDto>> {
    const page = await this.companies.list(companyFilter(filters), { limit, cursor });
    return pageBody(page, limit, (company) => company);
  }

  async find(id: string): Promise<CompanyDto> {
    const company = await this.companies.findById(id);
    if (company === null) throw companyErrors.COMPANY_NOT_FOUND({ company_id: id });
    return company;
  }

  async profiles(id: string, { limit, cursor, fields = SUMMARY }: ListMembers): Promise<PageBody<MemberOfCompany>> {
    await this.find(id);
    return pageBody(await this.companies.profilesOf(id, { limit, cursor }), limit, ({ profile, ...position }) => ({
      profile: shownProfile(profile, fields),
      ...position,
    }));
  }
}
