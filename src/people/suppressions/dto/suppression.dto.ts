import { ApiProperty } from '@nestjs/swagger';
import { Uuid } from '../../../common/openapi/fields.js';
import { digestKinds, type DigestKind } from '../../../suppression/person-digester.js';
import { suppressionReasons, type SuppressionReason } from '../../../suppression/suppression.js';

/** One identifier of a suppressed person. It is stored as a keyed digest and never shown. */
export class SuppressionDto {
  @Uuid()
  id: string;
  /** Kind of identifier: the slug of a member URL, the number of the member, or an email address. */
  @ApiProperty({ enum: digestKinds })
  kind: DigestKind;
  /** `erasure`: the person was erased; `request`: it was added with POST. */
  @ApiProperty({ enum: suppressionReasons })
  reason: SuppressionReason;
  created_at: Date;
  /**
   * Name of the API key.
   * @example "main"
   */
  created_by: string;
}
