import { ApiProperty } from '@nestjs/swagger';
import { auditActions, type AddressClass, type AuditAction } from '../audit-record.js';

/** A privileged operation that was performed. */
export class AuditRecordDto {
  /** @example "42" */
  id: string;
  at: Date;
  /** Name of the API key; `local` without one, which is only possible in local mode. */
  key_name: string;
  /** Where the request came from. */
  @ApiProperty({ enum: ['loopback', 'private', 'public'] })
  address: AddressClass;
  @ApiProperty({ enum: auditActions })
  action: AuditAction;
  /** ID of what was changed; null if there is none, or if it would be personal data. */
  target: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, example: { jobs_cleaned: 3 } })
  details: Record<string, string | number>;
  /** ID of the request, which is also in the log. */
  request_id: string;
}
