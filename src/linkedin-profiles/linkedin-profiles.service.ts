import { Injectable } from '@nestjs/common';
import { pageBody } from '../common/pagination/page-body.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import type { LinkedInProfileDto } from './dto/linkedin-profile.dto.js';
import type { ListLinkedInProfiles } from './dto/list-linkedin-profiles.dto.js';
import { linkedInProfileErrors } from './linkedin-profiles.errors.js';
import { LinkedInProfilesStore } from './linkedin-profiles.store.js';
import { spellingsOf } from './spellings.js';

@Injectable()
export class LinkedInProfilesService {
  constructor(private readonly store: LinkedInProfilesStore) {}

  async list({ limit, cursor, job_id }: ListLinkedInProfiles): Promise<PageBody<LinkedInProfileDto>> {
    const page = await this.store.list({ job_id }, { limit, cursor });
    // DynamoDB can count rows only by reading all of them.
    return pageBody({ ...page, total: null }, limit, (profile) => profile);
  }

  async find(email: string): Promise<LinkedInProfileDto> {
    for (const spelling of spellingsOf(email)) {
      const profile = await this.store.find(spelling);
      if (profile !== null) return profile;
    }
    throw linkedInProfileErrors.LINKEDIN_PROFILE_NOT_FOUND();
  }

  async delete(email: string): Promise<void> {
    let deleted = false;
    // The normalized address last: KeyNormalization may be moving rows of the others to it.
    for (const spelling of [...spellingsOf(email)].toReversed())
      deleted = (await this.store.delete(spelling)) || deleted;
    if (!deleted) throw linkedInProfileErrors.LINKEDIN_PROFILE_NOT_FOUND();
  }
}
