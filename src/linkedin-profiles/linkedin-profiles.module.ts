import { Module } from '@nestjs/common';
import { DynamoDbModule } from '../infrastructure/dynamodb/dynamodb.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { DynamoDbLinkedInProfileKeys } from './dynamodb-linkedin-profile-keys.js';
import { DynamoDbLinkedInProfilesStore } from './dynamodb-linkedin-profiles.store.js';
import { DynamoDbLinkedInProfileRows } from './dynamodb-linkedin-profile-rows.js';
import { LinkedInProfileErasure } from './erasure/linkedin-profile-erasure.js';
import { KeyNormalization } from './key-normalization.js';
import { LinkedInProfileKeys } from './linkedin-profile-keys.js';
import { LinkedInProfileRetention } from './linkedin-profile-retention.js';
import { LinkedInProfileRows } from './linkedin-profile-rows.js';
import { LinkedInProfilesController } from './linkedin-profiles.controller.js';
import { LinkedInProfilesService } from './linkedin-profiles.service.js';
import { LinkedInProfilesStore } from './linkedin-profiles.store.js';

@Module({
  imports: [DynamoDbModule, UpkeepTasksModule],
  controllers: [LinkedInProfilesController],
  providers: [
    LinkedInProfilesService,
    LinkedInProfileErasure,
    { provide: LinkedInProfilesStore, useClass: DynamoDbLinkedInProfilesStore },
    { provide: LinkedInProfileKeys, useClass: DynamoDbLinkedInProfileKeys },
    { provide: LinkedInProfileRows, useClass: DynamoDbLinkedInProfileRows },
    KeyNormalization,
    LinkedInProfileRetention,
  ],
  exports: [LinkedInProfilesStore, LinkedInProfileErasure],
})
export class LinkedInProfilesModule {}
