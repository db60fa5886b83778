import { Injectable } from '@nestjs/common';
import { EmailAddress } from '../../model/email-address.js';
import type { JsonValue } from '../../model/json-value.js';
import { NO_TRACES, share, type PersonTraces } from '../../model/person-traces.js';
import { identityIn } from '../../sources/recognition/recognise.js';
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

function tracesOf(key: string, data: JsonValue): PersonTraces {
  const member = identityIn(data);
  return {
    ...NO_TRACES,
    emails: addressesIn(key),
    slugs: member?.public_id ? [member.public_id] : [],
    linkedin_ids: member?.linkedin_id ? [member.linkedin_id] : [],
  };
}

/** Between addresses, and around one. */
const SEPARATORS = /[\s,;:|<>()[\]"']+/;

/** Another program may have stored a row under several addresses, or under one with a name. */
function addressesIn(key: string): string[] {
  const address = EmailAddress.safeParse(key);
  const addresses = address ? [address] : key.split(SEPARATORS).map((part) => EmailAddress.safeParse(part));
  return addresses.flatMap((found) => found?.value ?? []);
}
