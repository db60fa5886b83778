import { Injectable } from '@nestjs/common';
import { pageBody } from '../../common/pagination/page-body.js';
import type { PageQuery } from '../../common/pagination/page-query.dto.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { EmailAddress } from '../../model/email-address.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { PersonKeys } from '../../model/person-keys.js';
import { PersonDigester } from '../../suppression/person-digester.js';
import { Suppressions } from '../../suppression/suppressions.js';
import type { ErasePersonRequest } from '../dto/erase-person.dto.js';
import { suppressionErrors } from '../people.errors.js';
import type { AddedSuppressions, InvalidSuppression } from './dto/add-suppressions.dto.js';
import type { SuppressionDto } from './dto/suppression.dto.js';
import { readEntry } from './read-entry.js';

/** The list of suppressed people as the API presents it. */
@Injectable()
export class SuppressionsService {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly digester: PersonDigester,
  ) {}

  async add(entries: readonly unknown[], created_by: string): Promise<AddedSuppressions> {
    const people: PersonKeys[] = [];
    const invalid: InvalidSuppression[] = [];
    for (const [index, entry] of entries.entries()) {
      const person = readEntry(entry);
      if ('reason' in person) invalid.push({ index, ...person });
      else people.push(person);
    }
    const areNew = await this.suppressions.suppress(people, { reason: 'request', created_by });
    const added = areNew.filter(Boolean).length;
    return { added, already_suppressed: people.length - added, invalid };
  }

  async list(query: PageQuery): Promise<PageBody<SuppressionDto>> {
    return pageBody({ ...(await this.suppressions.list(query)), total: null }, query.limit, (entry) => entry);
  }

  async remove(given: { id: string } | { digests: readonly string[] }): Promise<void> {
    if ((await this.suppressions.remove(given)) === 0) throw suppressionErrors.SUPPRESSION_NOT_FOUND();
  }

  removePerson({ linkedin_url, email }: ErasePersonRequest): Promise<void> {
    const url = LinkedInUrl.safeParse(linkedin_url);
    const address = EmailAddress.safeParse(email);
    const keys = { slugs: url ? [url.slug] : [], emails: address ? [address.value] : [] };
    return this.remove({ digests: this.digester.digests(keys) });
  }
}
