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
    for (const spelling of spellingsOf(address)) {
      const profile = await this.store.find(spelling);
      if (profile !== null) return profile;
    }
    throw linkedInProfileErrors.LINKEDIN_PROFILE_NOT_FOUND();
  }

  async delete(email: string): Promise<void> {
    const address = EmailAddress.safeParse(email);
    let deleted = false;
    for (const spelling of spellingsOf(address)) deleted = (await this.store.delete(spelling)) || deleted;
    if (!deleted) throw linkedInProfileErrors.LINKEDIN_PROFILE_NOT_FOUND();
  }
}

function spellingsOf(address: EmailAddress | null): readonly string[] {
  return address === null ? [] : [address.value, ...address.formerValues];
}
