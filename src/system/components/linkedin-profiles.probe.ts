import { Injectable } from '@nestjs/common';
import { DynamoDb } from '../../infrastructure/dynamodb/dynamodb.js';
import { LinkedInProfilesStore } from '../../linkedin-profiles/linkedin-profiles.store.js';
import type { LinkedInProfilesComponent } from '../dto/components.dto.js';
import { healthy, Probe, type DetailsOf } from './probe.js';

/** Whether fetched profiles can be saved to their table. Without it jobs continue, and results can be saved later. */
@Injectable()
export class LinkedInProfilesProbe extends Probe<LinkedInProfilesComponent> {
  constructor(
    private readonly profiles: LinkedInProfilesStore,
    private readonly dynamodb: DynamoDb,
  ) {
    super();
  }

  protected override get fallback(): DetailsOf<LinkedInProfilesComponent> {
    return { table_name: this.profiles.table, available: false, side: this.dynamodb.description };
  }

  protected override async probe(signal: AbortSignal): Promise<LinkedInProfilesComponent> {
    await this.profiles.check(signal);
    return healthy({ ...this.fallback, available: true });
  }
}
