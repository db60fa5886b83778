import { Injectable } from '@nestjs/common';
import type { FileFormat } from '../../common/export/export-format.js';
import { exportedFile, type ExportedFile } from '../../common/export/exported-file.js';
import { rowFileParts } from '../../common/export/row-file.js';
import { CompanyStore } from '../../profile-store/company.store.js';
import { companyFilter } from '../company-filter.js';
import type { ExportCompanies } from '../dto/export-companies.dto.js';
import { COMPANY_FIELDS, companyFields } from './company-fields.js';

/** Stored companies as a file. */
@Injectable()
export class CompaniesExport {
  constructor(private readonly companies: CompanyStore) {}

  /** Oldest first, because companies that are stored meanwhile come last. @throws StoreUnavailableError */
  open({ bom, fields, ...filters }: ExportCompanies, format: FileFormat): Promise<ExportedFile> {
    const filter = companyFilter(filters);
    const parts = rowFileParts({
      format,
      bom,
      fields: companyFields(fields ?? COMPANY_FIELDS),
      scan: async (after, limit) => {
        const { companies, next } = await this.companies.scan(filter, after, limit);
        return { rows: companies, next };
      },
    });
    return exportedFile('companies', format, parts);
  }
}
