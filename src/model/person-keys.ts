/** Everything that a person may be looked up by, normalized as in LinkedInUrl and EmailAddress. */
export interface PersonKeys {
  slugs: string[];
  /** LinkedIn's numbers of the member. */
  linkedin_ids: string[];
  emails: string[];
}
