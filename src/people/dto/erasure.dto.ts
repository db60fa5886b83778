import { ApiProperty } from '@nestjs/swagger';
import { Integer, Uuid } from '../../common/openapi/fields.js';

/** How much was removed, in total over all requests for the same person. */
export class RemovedDto {
  @Integer(1)
  profiles: number;
  @Integer(1)
  vectors: number;
  /** Links to companies; the companies are kept. */
  @Integer(4)
  company_links: number;
  @Integer(1)
  raw_payloads: number;
  /** Rows of the table of LinkedIn profiles. */
  @Integer(1)
  linkedin_profiles: number;
  /** Rows of lists. They still count as items, without anything about the person. */
  @Integer(2)
  job_items: number;
  /** Entries of batches. They still count as items, without anything about the person. */
  @Integer(1)
  batch_results: number;
  /** Recorded changes of the profile. */
  @Integer(3)
  changes: number;
  /** Webhook deliveries. */
  @Integer(0)
  deliveries: number;
}

/** A record that a person was erased, which does not say who it was. */
export class ErasureDto {
  @Uuid()
  receipt_id: string;
  /** When everything was erased for the first time; null if that was interrupted: send the request again. */
  erased_at: Date | null;
  removed: RemovedDto;
  /** Name of the API key of the first request. */
  created_by: string;
  requested_at: Date;
}

/** The receipt of an erasure. The same person gets the same receipt again. */
export class ErasedPerson {
  @Uuid()
  receipt_id: string;
  /** When everything was erased for the first time. */
  erased_at: Date;
  removed: RemovedDto;
  /** The person is not fetched or stored again, under any known URL, number or email address. */
  @ApiProperty({ enum: [true] })
  suppressed: true;
}
