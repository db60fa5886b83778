import { Injectable } from '@nestjs/common';
import { pageBody } from '../common/pagination/page-body.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { CreditsService } from '../credits/credits.service.js';
import { shownProfile, type ChosenProfile, type ProfileField } from '../model/profile-fields.js';
import { LinkedInDataPipeline } from '../pipeline/linkedin-data.pipeline.js';
import type { OnError } from '../pipeline/on-error.js';
import { CompanyStore } from '../profile-store/company.store.js';
import { ProfileStore } from '../profile-store/profile.store.js';
import type { CompaniesOfProfile } from './dto/companies-of-profile.dto.js';
import type { ListProfiles } from './dto/list-profiles.dto.js';
import type { CompletedProfile } from './dto/profile-result.dto.js';
import type { ProfileToIngest } from './dto/profile-to-ingest.dto.js';
import { ingestError } from './ingest-failure.error.js';
import { intakeItem } from './intake-item.js';
import { profileFilter } from './profile-filter.js';
import { ingestedResult } from './profile-result.js';
import { profileErrors } from './profiles.errors.js';

@Injectable()
export class ProfilesService {
  constructor(
    private readonly pipeline: LinkedInDataPipeline,
    private readonly profiles: ProfileStore,
    private readonly companiesOf: CompanyStore,
    private readonly credits: CreditsService,
  ) {}

  /** Throws the failure of the pipeline, because there is no batch result that could contain it. */
  async ingest(profile: ProfileToIngest, key_name: string, on_error: OnError): Promise<CompletedProfile> {
    const outcome = await this.pipeline.ingest(intakeItem(profile), this.credits.ofKey(key_name), on_error);
    if (outcome.status === 'failed') throw ingestError(outcome.failure);
    return ingestedResult(outcome);
  }

  async list({ limit, cursor, fields, ...query }: ListProfiles): Promise<PageBody<ChosenProfile>> {
    const page = await this.profiles.list(profileFilter(query), { limit, cursor });
    return pageBody(page, limit, (profile) => shownProfile(profile, fields));
  }

  async find(id: string, fields?: readonly ProfileField[]): Promise<ChosenProfile> {
    const profile = await this.profiles.findById(id);
    if (profile === null) throw profileErrors.PROFILE_NOT_FOUND({ profile_id: id });
    return shownProfile(profile, fields);
  }

  async delete(id: string): Promise<void> {
    if (!(await this.profiles.delete(id))) throw profileErrors.PROFILE_NOT_FOUND({ profile_id: id });
  }

  async companies(id: string): Promise<CompaniesOfProfile> {
    await this.find(id);
    return { data: await this.companiesOf.ofProfile(id) };
  }
}
