import { Injectable } from '@nestjs/common';
import type { PageRows } from '../../common/pagination/page.js';
import type { ProfileChange } from '../../model/profile-change.js';
import { ProfileChanges } from '../../profile-store/profile-changes.store.js';
import { profileErrors } from '../profiles.errors.js';
import type { ListChanges } from './dto/list-changes.dto.js';

@Injectable()
export class ChangesService {
  constructor(private readonly changes: ProfileChanges) {}

  async ofProfile(id: string, { field, ...page }: ListChanges): Promise<PageRows<ProfileChange>> {
    const changes = await this.changes.ofProfile(id, page, field);
    if (changes === null) throw profileErrors.PROFILE_NOT_FOUND({ profile_id: id });
    return changes;
  }
}
