import { Injectable } from '@nestjs/common';
import { EmailAddress } from '../../model/email-address.js';
import type { JsonValue } from '../../model/json-value.js';
import { NO_TRACES, share, type PersonTraces } from '../../model/person-traces.js';
import { recognise } from '../../sources/recognition/recognise.js';
import { LinkedInProfileRows, type RowsPage, type TableRow } from '../linkedin-profile-rows.js';
import { LinkedInProfilesStore } from '../linkedin-profiles.store.js';
import { spellingsOf } from '../spellings.js';

/** For each person that rows are about, whether the rows are to be deleted. */
export type Choice = (people: readonly PersonTraces[]) => Promise<readonly boolean[]>;

/** Removes people from the table of LinkedIn profiles. Every method throws DynamoDbUnavailableError. */
@Injectable()
export class LinkedInProfileErasure {
  constructor(
    private readonly store: LinkedInProfilesStore,
    private readonly rows: LinkedInProfileRows,
  ) {}

  /** The identifiers in the rows of the person's addresses. */
  async traces({ emails }: PersonTraces): Promise<PersonTraces[]> {
    const found = await this.store.findAll(emails);
    return emails.flatMap((email, index) => {
      const row = found[index];
      return row ? [tracesOf(email, row.profile_data)] : [];
    });
  }

  /** Deletes the rows of the person's addresses, and returns for how many addresses there were any. */
  async erase({ emails }: PersonTraces): Promise<number> {
    let erased = 0;
    for (const email of emails) {
      // The normalized address last: KeyNormalization may be moving rows of the others to it.
      for (const spelling of [...spellingsOf(email)].toReversed()) erased += Number(await this.store.delete(spelling));
    }
    return erased;
  }

  /**
   * Deletes those of the rows of one page whose address, in any spelling, or whose data is about a person who is to be erased.
   * @param after where the previous page ended; null for the first page
   */
  erasePage(after: string | null, choice: Choice): Promise<RowsPage> {
    return this.rows.deletePage(after, async (rows) => {
      const people = await Promise.all(rows.map(async (row) => tracesOf(row.email, await row.data())));
      const isChosen = await choice(people);
      return new Set<TableRow>(rows.filter((_, index) => isChosen[index]));
    });
  }
}

/** Chooses all rows that have an identifier of the person. */
export function allOf(person: PersonTraces): Choice {
  return async (people) => people.map((found) => share(found, person));
}

function tracesOf(email: string, data: JsonValue): PersonTraces {
  const address = EmailAddress.safeParse(email);
  const emails = [address?.value ?? email];
  if (address === null) return { ...NO_TRACES, emails };
  try {
    const { public_id, linkedin_id } = recognise(data, { by: 'email', email: address });
    return {
      ...NO_TRACES,
      emails,
      slugs: public_id === null ? [] : [public_id],
      linkedin_ids: linkedin_id === null ? [] : [linkedin_id],
    };
  } catch {
    // It names nobody.
    return { ...NO_TRACES, emails };
  }
}
