import { Module } from '@nestjs/common';
import { ProfileStoreModule } from '../profile-store/profile-store.module.js';
import { CompaniesController } from './companies.controller.js';
import { CompaniesService } from './companies.service.js';
import { CompaniesExport } from './export/companies-export.js';

@Module({
  imports: [ProfileStoreModule],
  controllers: [CompaniesController],
  providers: [CompaniesService, CompaniesExport],
})
export class CompaniesModule {}
