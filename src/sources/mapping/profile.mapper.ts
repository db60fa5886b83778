import type { LinkedInUrl } from '../../model/linkedin-url.js';
import type { Profile } from '../../model/profile.js';
import { mapCertifications } from './certification.mapper.js';
import { count } from './count.js';
import { countryOfPlace } from './country-of-place.js';
import { mapCurrentCompany } from './current-company.mapper.js';
import { mapEducations } from './education.mapper.js';
import { mapExperiences } from './experience.mapper.js';
import { mapLanguages } from './language.mapper.js';
import { textList } from './list.js';
import { memberNumber, nameOf, publicUrl } from './member-identity.js';
import type { Fields } from './record.js';
import { firstText, text } from './text.js';

/**
 * Reads a payload that may deviate from its description: `""` for missing values, numbers as strings, single elements
 * instead of lists. A field that cannot be read is unknown.
 *
 * @param requested null for a person who was not looked up by URL
 */
export function mapProfile(payload: Fields, requested: LinkedInUrl | null): Profile {
  const url = publicUrl(payload) ?? requested;
  const experience = mapExperiences(payload['experiences']);
  return {
    public_id: url?.slug ?? null,
    linkedin_id: memberNumber(payload),
    url: url?.toString() ?? null,
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
