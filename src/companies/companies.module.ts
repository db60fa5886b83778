import { Module } from '@nestjs/common';
import { ProfileStoreModule } from '../profile-store/profile-store.module.js';
import { CompaniesController } from './companies.controller.js';
import { CompaniesService } from './companies.service.js';

@Module({
  imports: [ProfileStoreModule],
  controllers: [CompaniesController],
  providers: [CompaniesService],
})
export class CompaniesModule {}
