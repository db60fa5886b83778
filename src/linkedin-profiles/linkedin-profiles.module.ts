import { Module } from '@nestjs/common';
import { DynamoDbModule } from '../infrastructure/dynamodb/dynamodb.module.js';
import { DynamoDbLinkedInProfilesStore } from './dynamodb-linkedin-profiles.store.js';
import { LinkedInProfilesController } from './linkedin-profiles.controller.js';
import { LinkedInProfilesService } from './linkedin-profiles.service.js';
import { LinkedInProfilesStore } from './linkedin-profiles.store.js';

@Module({
  imports: [DynamoDbModule],
  controllers: [LinkedInProfilesController],
  providers: [LinkedInProfilesService, { provide: LinkedInProfilesStore, useClass: DynamoDbLinkedInProfilesStore }],
  exports: [LinkedInProfilesStore],
})
export class LinkedInProfilesModule {}
