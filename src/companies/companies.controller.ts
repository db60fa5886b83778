import { Controller, Get, Param, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { answerWithFile } from '../common/export/answer-with-file.js';
import { ApiExportedFile } from '../common/export/api-exported-file.decorator.js';
import { ApiPage } from '../common/pagination/api-page.decorator.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { companyErrors } from './companies.errors.js';
import { CompaniesService, type MemberOfCompany } from './companies.service.js';
import { CompanyDto } from './dto/company.dto.js';
import { ExportCompanies } from './dto/export-companies.dto.js';
import { ListCompanies } from './dto/list-companies.dto.js';
import { ListMembers } from './dto/list-members.dto.js';
import { ProfileOfCompanyDto } from './dto/profile-of-company.dto.js';
import { CompaniesExport } from './export/companies-export.js';
import { companyExportExamples } from './export/company-export.examples.js';

@ApiTags('Companies')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/companies')
export class CompaniesController {
  constructor(
    private readonly companies: CompaniesService,
    private readonly exports: CompaniesExport,
  ) {}

  /** Lists stored companies that match all given filters, newest first. */
  @Get()
  @ApiPage(CompanyDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listCompanies(@Query() query: ListCompanies): Promise<PageBody<CompanyDto>> {
    return this.companies.list(query);
  }

  /** Exports the stored companies that match all given filters, oldest first, as NDJSON or CSV. */
  @Get('export')
  @ApiExportedFile(companyExportExamples)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  exportCompanies(
    @Query() query: ExportCompanies,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    return answerWithFile({ request, response, ...query }, (format) => this.exports.open(query, format));
  }

  /** Returns a stored company. */
  @Get(':id')
  @ApiFailures(companyErrors)
  getCompany(@Param('id') id: string): Promise<CompanyDto> {
    return this.companies.find(id);
  }

  /** Lists the stored profiles that name this company, one entry per position. */
  @Get(':id/profiles')
  @ApiPage(ProfileOfCompanyDto)
  @ApiFailures(companyErrors, [commonErrors.VALIDATION_ERROR])
  listCompanyProfiles(@Param('id') id: string, @Query() query: ListMembers): Promise<PageBody<MemberOfCompany>> {
    return this.companies.profiles(id, query);
  }
}
