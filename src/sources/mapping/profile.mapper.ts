import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { Profile } from '../../model/profile.js';
import { invalidData } from '../source.errors.js';
import { mapCertifications } from './certification.mapper.js';
import { count } from './count.js';
import { countryOfPlace } from './country-of-place.js';
import { mapCurrentCompany } from './current-company.mapper.js';
import { mapEducations } from './education.mapper.js';
import { mapExperiences } from './experience.mapper.js';
import { mapLanguages } from './language.mapper.js';
import { textList } from './list.js';
import { fields, type Fields } from './record.js';
import { digits, firstText, text } from './text.js';

/**
 * Reads a payload that is dirtier than any description of it: `""` for nothing, numbers as texts, single things where
 * lists belong. A field that cannot be read is unknown; only a payload that names nobody is refused.
 *
 * @throws UpstreamError INVALID_DATA
 */
export function mapProfile(value: unknown, requested: LinkedInUrl): Profile {
  const payload = fields(value);
  if (!namesSomebody(payload)) throw invalidData('profile');
  const url = publicUrl(payload) ?? requested;
  const experience = mapExperiences(payload['experiences']);
  return {
    public_id: url.slug,
    linkedin_id: digits(payload['profile_id']),
    url: url.toString(),
    name: nameOf(payload),
    position: firstText(payload['headline'], payload['position'], payload['job_title']),
    about: text(payload['about']),
    city: text(payload['city']),
    country_code: countryOfPlace({ country: payload['country'], city: payload['city'], location: payload['location'] }),
    location: text(payload['location']),
    followers: count(payload['follower_count']) ?? count(payload['followers']),
    connections: count(payload['connection_count']) ?? count(payload['connections']),
    profile_image_url: text(payload['profile_image_url']),
    current_company: mapCurrentCompany(payload, experience),
    experience,
    education: mapEducations(payload['educations']),
    certifications: mapCertifications(payload['certifications']),
    languages: mapLanguages(payload['languages']),
    skills: textList(payload['skills'], /[,;|·•\n]/),
  };
}

/** Whether the payload identifies a member. */
export function namesSomebody(payload: Fields): boolean {
  return nameOf(payload) !== null || firstText(payload['public_id'], payload['profile_id']) !== null;
}

function nameOf(payload: Fields): string | null {
  const inParts = [text(payload['first_name']), text(payload['last_name'])].filter((part) => part !== null);
  return text(payload['full_name']) ?? (inParts.join(' ') || null);
}

/** The member's own slug may differ from the one that was asked for. It comes decoded or as it stands in a URL. */
function publicUrl(payload: Fields): LinkedInUrl | null {
  const slug = text(payload['public_id']);
  const spellings = slug === null ? [] : [encodeURIComponent(slug), ...(slug.includes('/') ? [] : [slug])];
  const urls = [
    ...spellings.map((spelling) => `https://www.linkedin.com/in/${spelling}/`),
    text(payload['linkedin_url']),
  ];
  return urls.map((url) => LinkedInUrl.safeParse(url)).find((url) => url !== null) ?? null;
}
