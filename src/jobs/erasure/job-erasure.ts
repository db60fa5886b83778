import { Injectable } from '@nestjs/common';
import { EmailAddress } from '../../model/email-address.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { Profile } from '../../model/profile.js';
import { share, type PersonTraces } from '../../model/person-traces.js';
import type { Lookup } from '../../sources/person-source.js';
import { recognise } from '../../sources/recognition/recognise.js';
import { JobErasureStore, type ItemOfPerson } from './job-erasure.store.js';

/** Removes people from jobs. */
@Injectable()
export class JobErasure {
  constructor(private readonly store: JobErasureStore) {}

  /** The identifiers of the person in each item that is about the person. */
  async traces(person: PersonTraces): Promise<PersonTraces[]> {
    const traces: PersonTraces[] = [];
    for await (const items of this.store.itemsOf(person)) {
      traces.push(...items.map(tracesOf).filter((found) => share(found, person)));
    }
    return traces;
  }

  /** Returns how many items were erased. */
  async erase(person: PersonTraces): Promise<number> {
    let erased = 0;
    for await (const items of this.store.itemsOf(person)) {
      erased += await this.store.erase(items.filter((item) => share(tracesOf(item), person)));
    }
    await this.store.eraseFromJobs(person);
    return erased;
  }
}

function tracesOf({ email, linkedin_url, profile_id, data }: ItemOfPerson): PersonTraces {
  const url = LinkedInUrl.safeParse(linkedin_url);
  const member = memberIn(data, email, url);
  return {
    slugs: [url?.slug, member?.public_id].filter((slug) => typeof slug === 'string'),
    linkedin_ids: member?.linkedin_id ? [member.linkedin_id] : [],
    emails: email === null ? [] : [email],
    profile_ids: profile_id === null ? [] : [profile_id],
  };
}

/** The member that an answer names; null if it names no person. */
function memberIn(
  data: ItemOfPerson['data'],
  email: string | null,
  url: LinkedInUrl | null,
): Pick<Profile, 'public_id' | 'linkedin_id'> | null {
  const address = EmailAddress.safeParse(email);
  const lookup: Lookup | null = address ? { by: 'email', email: address } : url && { by: 'url', url };
  if (data === null || lookup === null) return null;
  try {
    return recognise(data, lookup);
  } catch {
    return null;
  }
}
