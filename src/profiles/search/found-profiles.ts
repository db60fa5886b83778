import type { PageBody } from '../../common/pagination/pagination.dto.js';
import type { ChosenProfile } from '../../model/profile-fields.js';
import type { SearchHit } from '../../profile-store/profile-search.store.js';
import type { SearchResult } from './dto/search-result.dto.js';

/** The fields of the profile are beside `profile` too, where earlier clients read them. */
export type FoundProfile = ChosenProfile & Omit<SearchHit, 'profile'> & { profile: ChosenProfile };

/** A SearchResult, whose profiles may have chosen fields only. */
export interface FoundProfiles extends PageBody<FoundProfile>, Omit<SearchResult, 'data' | 'pagination'> {}
