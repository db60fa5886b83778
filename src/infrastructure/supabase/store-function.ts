/** Database functions of supabase/migrations that the service calls. */
export type StoreFunction =
  | 'save_profile'
  | 'find_profile'
  | 'list_profiles'
  | 'match_profiles'
  | 'find_companies'
  | 'list_companies'
  | 'companies_of_profile'
  | 'profiles_of_company'
  | 'without_embedding'
  | 'save_embedding';
