import { IsBoolean } from 'class-validator';
import { AsBoolean } from '../../../common/validation/coercion.decorators.js';
import { Optional } from '../../../common/validation/presence.decorators.js';
import type { FilterNode } from '../../../model/profile-filter.js';
import { ApiProfileFilter } from '../../search/dto/profile-filter.dto.js';
import { IsProfileFilter } from '../../search/filter/is-profile-filter.decorator.js';

export class ReprocessRequest {
  /** Only profiles that meet this filter; all of them without it. */
  @ApiProfileFilter()
  @Optional()
  @IsProfileFilter()
  filter?: FilterNode;

  /**
   * Whether to also create new embeddings if the text or the model has changed. Without it, embeddings of profiles that changed are created
   * in the background.
   */
  @Optional()
  @AsBoolean()
  @IsBoolean()
  embeddings?: boolean = false;
}
