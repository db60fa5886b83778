import { parseBounded } from '../../common/json/bounded-json.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { Profile } from '../../model/profile.js';
import { mapProfile } from '../mapping/profile.mapper.js';
import { personOf } from './recognise.js';

/** Levels of JSON text within JSON text that are read; some sources answer like this. */
const DEPTH = 3;

/**
 * Maps an answer as it was stored, whichever source it came from.
 * @param url of the stored person, for an answer that does not give one
 * @returns null if it can no longer be read
 */
export function mapStoredAnswer(text: string, url: string | null): Profile | null {
  try {
    return mapProfile(personOf(read(text, DEPTH)), url === null ? null : LinkedInUrl.safeParse(url));
  } catch {
    return null;
  }
}

function read(text: string, depth: number): unknown {
  const value = parseBounded(text);
  return typeof value === 'string' && depth > 1 ? read(value, depth - 1) : value;
}
