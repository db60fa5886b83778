import type { LinkedInUrl } from '../../model/linkedin-url.js';
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
 * @throws SourceError and nothing else: PROFILE_RESTRICTED for a person whose name LinkedIn hides; for an answer that names no person,
 *   PROFILE_NOT_FOUND, UPSTREAM_ERROR, or the error that its text describes
 */
export function recognise(answer: unknown, lookup: Lookup): Profile {
  return recognised(answer, lookup).profile;
}

/** The same, but mapped only when the profile is first read: a job that does not store the person never reads it. */
export function recognised(answer: unknown, lookup: Lookup): Pick<FetchedPerson, 'profile' | 'identity'> {
  const person = personOf(answer);
  const requested = requestedBy(lookup);
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

/** The identity of that person, also if LinkedIn hides the name; null for an answer that names no person. */
export function identityIn(answer: unknown, lookup: Lookup | null = null): MemberIdentity | null {
  const people = payloadsOf(answer);
  const person = people.map(personIn).find((payload) => payload !== null) ?? people.flat().at(0);
  return person === undefined ? null : identityOf(person, requestedBy(lookup));
}

/** Whether an answer is about a person, including one whose name LinkedIn hides. */
export function isAboutSomebody(answer: unknown): boolean {
  return payloadsOf(answer).length > 0;
}

function requestedBy(lookup: Lookup | null): LinkedInUrl | null {
  return lookup?.by === 'url' ? lookup.url : null;
}

function payloadsOf(answer: unknown): Fields[][] {
  return personGroups(answer)
    .map((group) => group.map(personPayload).filter(namesSomebody))
    .filter((payloads) => payloads.length > 0);
}

/** Of payloads about one person, the one with the name. Null if the name is masked: a URL next to it belongs to the same person. */
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
