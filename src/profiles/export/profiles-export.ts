import { Injectable } from '@nestjs/common';
import type { FileFormat } from '../../common/export/export-format.js';
import { exportedFile, type ExportedFile } from '../../common/export/exported-file.js';
import { rowFileParts } from '../../common/export/row-file.js';
import { ProfileStore } from '../../profile-store/profile.store.js';
import type { ExportProfiles } from '../dto/export-profiles.dto.js';
import { profileFilter } from '../profile-filter.js';
import { personFields } from './person-fields.js';

/** Stored profiles as a file. */
@Injectable()
export class ProfilesExport {
  constructor(private readonly profiles: ProfileStore) {}

  /**
   * Oldest first, because profiles that are stored meanwhile come last.
   * @throws InvalidRequestError, StoreUnavailableError
   */
  async open({ bom, fields, ...query }: ExportProfiles, format: FileFormat): Promise<ExportedFile> {
    const filter = profileFilter(query);
    const parts = rowFileParts({
      format,
      bom,
      fields: personFields(format, fields),
      scan: async (after, limit) => {
        const { people, next } = await this.profiles.scan(filter, after, limit);
        return { rows: people, next };
      },
    });
    return exportedFile('profiles', format, parts);
  }
}
