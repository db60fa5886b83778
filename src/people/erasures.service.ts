import { Injectable } from '@nestjs/common';
import { pageBody } from '../common/pagination/page-body.js';
import type { PageQuery } from '../common/pagination/page-query.dto.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { EmailAddress } from '../model/email-address.js';
import { LinkedInUrl } from '../model/linkedin-url.js';
import { NO_TRACES } from '../model/person-traces.js';
import type { ErasePersonRequest } from './dto/erase-person.dto.js';
import type { ErasedPerson, ErasureDto } from './dto/erasure.dto.js';
import { PersonEraser } from './person-eraser.js';
import { erasureErrors } from './people.errors.js';
import { ErasureReceipts } from './receipts/erasure-receipts.js';

/** Erasures as the API presents them. */
@Injectable()
export class ErasuresService {
  constructor(
    private readonly eraser: PersonEraser,
    private readonly receipts: ErasureReceipts,
  ) {}

  async erase({ linkedin_url, email }: ErasePersonRequest, key_name: string): Promise<ErasedPerson> {
    const url = LinkedInUrl.safeParse(linkedin_url);
    const address = EmailAddress.safeParse(email);
    const person = { ...NO_TRACES, slugs: url ? [url.slug] : [], emails: address ? [address.value] : [] };
    const { receipt_id, erased_at, removed } = await this.eraser.erase(person, key_name);
    return { receipt_id, erased_at, removed, suppressed: true };
  }

  async list(query: PageQuery): Promise<PageBody<ErasureDto>> {
    return pageBody({ ...(await this.receipts.list(query)), total: null }, query.limit, (receipt) => receipt);
  }

  async find(receipt_id: string): Promise<ErasureDto> {
    const receipt = await this.receipts.find(receipt_id);
    if (receipt === null) throw erasureErrors.ERASURE_NOT_FOUND({ receipt_id });
    return receipt;
  }
}
