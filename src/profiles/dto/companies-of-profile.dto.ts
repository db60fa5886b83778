import { CompanyDto } from '../../companies/dto/company.dto.js';

/** A position of the member, and the company it was held at. */
export class CompanyOfProfileDto {
  company: CompanyDto;
  title: string | null;
  /** @example "2020-03" */
  start_date: string | null;
  end_date: string | null;
  is_current: boolean;
}

export class CompaniesOfProfile {
  data: CompanyOfProfileDto[];
}
