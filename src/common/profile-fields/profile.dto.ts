import { NullableInteger, Uuid } from '../openapi/fields.js';
import type {
  Certification as CertificationData,
  CurrentCompany as CurrentCompanyData,
  Education as EducationData,
  Experience as ExperienceData,
  Language as LanguageData,
} from '../../model/profile.js';
import { suggestedRoles, type SuggestedRole } from '../../model/suggested-role.js';
import { ApiProperty, PartialType } from '@nestjs/swagger';

export class CurrentCompany implements CurrentCompanyData {
  /** @example "Northwind Robotics" */
  name: string | null;
  /** LinkedIn's numeric ID of the company. */
  company_id: string | null;
  linkedin_url: string | null;
  /** @example "northwind.example" */
  domain: string | null;
  website: string | null;
  industry: string | null;
  @NullableInteger(1800)
  employee_count: number | null;
  @NullableInteger(2009)
  year_founded: number | null;
  logo_url: string | null;
}

export class Experience implements ExperienceData {
  /** @example "Chief Technology Officer" */
  title: string | null;
  company: string | null;
  company_id: string | null;
  company_linkedin_url: string | null;
  company_logo_url: string | null;
  location: string | null;
  description: string | null;
  employment_type: string | null;
  /**
   * Year and month, or only the year if the month is unknown.
   * @example "2020-03"
   */
  start_date: string | null;
  /** Same format as start_date; null for a current position. */
  end_date: string | null;
  duration: string | null;
  is_current: boolean;
  skills: string[];
}

export class Education implements EducationData {
  school: string | null;
  school_linkedin_url: string | null;
  degree: string | null;
  field_of_study: string | null;
  @NullableInteger(1998)
  start_year: number | null;
  @NullableInteger(2002)
  end_year: number | null;
  activities: string | null;
}

export class Certification implements CertificationData {
  name: string;
  issuer: string | null;
  issued_date: string | null;
  expires_date: string | null;
  credential_id: string | null;
  url: string | null;
}

export class Language implements LanguageData {
  name: string;
  proficiency: string | null;
}

/** Fields of every profile; null where unknown. */
export class ProfileData {
  /** LinkedIn's numeric ID of the member. */
  linkedin_id: string | null;
  /** @example "Ann Example" */
  name: string | null;
  /**
   * Null if only the numeric ID is known.
   * @example "https://www.linkedin.com/in/ann/"
   */
  url: string | null;
  /**
   * Headline, or the job title if there is no headline.
   * @example "Chief Technology Officer at Northwind Robotics"
   */
  position: string | null;
  about: string | null;
  /** @example "Hamburg" */
  city: string | null;
  /**
   * ISO 3166-1 alpha-2.
   * @example "DE"
   */
  country_code: string | null;
  location: string | null;
  @NullableInteger(5200)
  followers: number | null;
  @NullableInteger(500)
  connections: number | null;
  profile_image_url: string | null;
  current_company: CurrentCompany | null;
  experience: Experience[];
  education: Education[];
  certifications: Certification[];
  languages: Language[];
  skills: string[];
  @ApiProperty({ enum: suggestedRoles, nullable: true })
  suggested_role: SuggestedRole | null;
}

/** A stored profile: all fields, or `id` and those that the request chose with `fields`. */
export class ProfileDto extends PartialType(ProfileData) {
  @Uuid()
  id: string;
  /** The source of the latest fetch. */
  source?: string;
  fetched_at?: Date;
  has_embedding?: boolean;
  created_at?: Date;
  updated_at?: Date;
}
