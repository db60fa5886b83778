import type { Profile } from '../../model/profile.js';
import { mapProfile } from '../mapping/profile.mapper.js';
import { nameOf, namesSomebody } from '../mapping/member-identity.js';
import type { Fields } from '../mapping/record.js';
import type { Lookup } from '../person-source.js';
import { restricted } from '../source.errors.js';
import { isMaskedName } from './masked-name.js';
import { noPerson } from './no-person.js';
import { personPayload } from './person-payload.js';
import { personRecords } from './person-records.js';

/**
 * The person in an answer of a source, whichever of the known shapes it has: the first one that has a name, a member URL or a member number.
 * @throws SourceError and nothing else: PROFILE_RESTRICTED for somebody whose name LinkedIn does not show, PROFILE_NOT_FOUND or UPSTREAM_ERROR
 *   (by its own words also another one) for an answer that names nobody
 */
export function recognise(answer: unknown, lookup: Lookup): Profile {
  const payloads = personRecords(answer).map(personPayload).filter(namesSomebody);
  const known = payloads.filter((payload) => !isMasked(payload));
  // The URL beside a masked name is that of the same person.
  const person = known.length === payloads.length ? known[0] : known.find((payload) => nameOf(payload) !== null);
  if (person !== undefined) return mapProfile(person, lookup.by === 'url' ? lookup.url : null);
  throw payloads.length > 0 ? restricted('profile') : noPerson(answer);
}

/** Whether an answer is about somebody, also one whom LinkedIn does not show. */
export function isAboutSomebody(answer: unknown): boolean {
  return personRecords(answer).map(personPayload).some(namesSomebody);
}

function isMasked(payload: Fields): boolean {
  const name = nameOf(payload);
  return name !== null && isMaskedName(name);
}
