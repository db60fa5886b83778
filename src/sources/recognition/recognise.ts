import type { MemberIdentity, Profile } from '../../model/profile.js';
import { mapProfile } from '../mapping/profile.mapper.js';
import { identityOf, nameOf, namesSomebody } from '../mapping/member-identity.js';
import type { Fields } from '../mapping/record.js';
import type { FetchedPerson, Lookup } from '../person-source.js';
import { restricted } from '../source.errors.js';
import { isMaskedName } from './masked-name.js';
import { noPerson } from './no-person.js';
import { personPayload } from './person-payload.js';
import { personGroups } from './person-groups.js';

/**
 * The person in an answer of a source, whichever of the known shapes it has: the first one that has a name, a member URL or a member number.
 * @throws SourceError and nothing else: PROFILE_RESTRICTED for somebody whose name LinkedIn does not show, PROFILE_NOT_FOUND or UPSTREAM_ERROR
 *   (by its own words also another one) for an answer that names nobody
 */
export function recognise(answer: unknown, lookup: Lookup): Profile {
  return recognised(answer, lookup).profile;
}

/** The same, mapped when the profile is read for the first time: a job that stores nobody never reads it. */
export function recognised(answer: unknown, lookup: Lookup): Pick<FetchedPerson, 'profile' | 'identity'> {
  const person = personOf(answer);
  const requested = lookup.by === 'url' ? lookup.url : null;
  let mapped: Profile | undefined;
  return {
    get identity() {
      return mapped ?? identityOf(person, requested);
    },
    get profile() {
      mapped ??= mapProfile(person, requested);
      return mapped;
    },
  };
}

/** The fields of that person, under the names that the profile mapper reads. Throws as `recognise` does. */
export function personOf(answer: unknown): Fields {
  const people = payloadsOf(answer);
  const person = people.map(personIn).find((payload) => payload !== null);
  if (person === undefined) throw people.length > 0 ? restricted('profile') : noPerson(answer);
  return person;
}

/** Who that is; null for an answer that names nobody. */
export function identityIn(answer: unknown, lookup: Lookup): MemberIdentity | null {
  try {
    return recognised(answer, lookup).identity;
  } catch {
    return null;
  }
}

/** Whether an answer is about somebody, also one whom LinkedIn does not show. */
export function isAboutSomebody(answer: unknown): boolean {
  return payloadsOf(answer).length > 0;
}

function payloadsOf(answer: unknown): Fields[][] {
  return personGroups(answer)
    .map((group) => group.map(personPayload).filter(namesSomebody))
    .filter((payloads) => payloads.length > 0);
}

/** Of what is about one person, that with the name. Null for a masked one: the URL beside the masked name is that of the same person. */
function personIn(payloads: readonly Fields[]): Fields | null {
  const [first = null] = payloads;
  const named = payloads.find((payload) => nameOf(payload) !== null && !isMasked(payload));
  if (named !== undefined) return { ...first, ...named };
  return payloads.some(isMasked) ? null : first;
}

function isMasked(payload: Fields): boolean {
  const name = nameOf(payload);
  return name !== null && isMaskedName(name);
}
