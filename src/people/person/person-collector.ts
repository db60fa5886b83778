import { Injectable } from '@nestjs/common';
import { JobErasure } from '../../jobs/erasure/job-erasure.js';
import { LinkedInProfileErasure } from '../../linkedin-profiles/erasure/linkedin-profile-erasure.js';
import { NO_TRACES, type PersonTraces } from '../../model/person-traces.js';
import { ErasureStore } from '../../profile-store/erasure.store.js';
import { isSameMember, joined, leadingOn, sizeOf } from './person-merge.js';

/** Finds all identifiers of a person in the stores. */
@Injectable()
export class PersonCollector {
  constructor(
    private readonly people: ErasureStore,
    private readonly rows: LinkedInProfileErasure,
    private readonly jobs: JobErasure,
  ) {}

  /** The same person with every key that a store knows, and with the ids of stored profiles. */
  async collect(given: PersonTraces): Promise<PersonTraces> {
    const known = await this.fromPeople(given);
    // Last, because all items of all jobs are read.
    const person = await this.withRecords(known, await this.jobs.traces(known));
    return sizeOf(person) === sizeOf(known) ? person : this.collect(person);
  }

  private async fromPeople(given: PersonTraces): Promise<PersonTraces> {
    const member = (await this.people.members(given)).reduce(joined, given);
    const person = await this.withRecords(member, await this.rows.traces(member));
    return sizeOf(person) === sizeOf(given) ? person : this.fromPeople(person);
  }

  private async withRecords(person: PersonTraces, records: readonly PersonTraces[]): Promise<PersonTraces> {
    const same = records.filter((record) => isSameMember(person, record));
    const member = [...same, ...leadingOn(person, records)]
      .map((record) => ({ ...record, emails: [] }))
      .reduce(joined, person);
    const emails: string[] = [];
    for (const email of new Set(same.flatMap((record) => record.emails))) {
      if (await this.isOwn(email, member)) emails.push(email);
    }
    return joined(member, { ...NO_TRACES, emails });
  }

  /** Whether an address that a list gives for the person belongs to that person, and not to another one. */
  private async isOwn(email: string, person: PersonTraces): Promise<boolean> {
    const [owner] = await this.people.members({ ...NO_TRACES, emails: [email] });
    return owner === undefined || isSameMember(person, owner);
  }
}
