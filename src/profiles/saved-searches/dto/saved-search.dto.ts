import { OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsNotBlank } from '../../../common/validation/is-not-blank.decorator.js';
import { IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Uuid } from '../../../common/openapi/fields.js';
import { SearchProfiles } from '../../search/dto/search-profiles.dto.js';

/** A search as POST /api/v1/profiles/search takes it, without `cursor`. */
export class SearchToSave extends OmitType(SearchProfiles, ['cursor']) {}

export class CreateSavedSearchRequest {
  /** @example "Security leaders in Germany" */
  @IsString()
  @IsNotBlank()
  @MaxLength(200)
  name: string;

  /** The search. `limit` and `fields` have no effect; `mode` `semantic` requires `min_similarity`. */
  @IsObject()
  @ValidateNested()
  @Type(() => SearchToSave)
  search: SearchToSave;
}

/** A search that is compared with every profile that is stored or changed. */
export class SavedSearchDto {
  @Uuid()
  id: string;
  /** @example "Security leaders in Germany" */
  name: string;
  search: SearchToSave;
  /** Name of the API key. */
  created_by: string;
  created_at: Date;
}
