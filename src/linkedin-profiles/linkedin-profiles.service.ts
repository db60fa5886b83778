import { Injectable } from '@nestjs/common';
import { pageBody } from '../common/pagination/page-body.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { EmailAddress } from '../model/email-address.js';
import type { LinkedInProfileDto } from './dto/linkedin-profile.dto.js';
import type { ListLinkedInProfiles } from './dto/list-linkedin-profiles.dto.js';
import { linkedInProfileErrors } from './linkedin-profiles.errors.js';
import { LinkedInProfilesStore } from './linkedin-profiles.store.js';

@Injectable()
export class LinkedInProfilesService {
  constructor(private readonly store: LinkedInProfilesStore) {}

  async list({ limit, cursor, job_id }: ListLinkedInProfiles): Promise<PageBody<LinkedInProfileDto>> {
    const page = await this.store.list({ job_id }, { limit, cursor });
    // DynamoDB can count rows only by reading all of them.
    return pageBody({ ...page, total: null }, limit, (profile) => profile);
  }

  async find(email: string): Promise<LinkedInProfileDto> {
    const address = EmailAddress.safeParse(email);
    const profile = address && (await this.store.find(address.value));
    if (profile === null) throw linkedInProfileErrors.LINKEDIN_PROFILE_NOT_FOUND();
    return profile;
  }

  async delete(email: string): Promise<void> {
    const address = EmailAddress.safeParse(email);
    const deleted = address !== null && (await this.store.delete(address.value));
    if (!deleted) throw linkedInProfileErrors.LINKEDIN_PROFILE_NOT_FOUND();
  }
}
