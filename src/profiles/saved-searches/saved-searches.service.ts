import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '../../common/errors/invalid-request.error.js';
import { pageBody } from '../../common/pagination/page-body.js';
import type { PageQuery } from '../../common/pagination/page-query.dto.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { storable } from '../../common/text/storable.js';
import type { CreateSavedSearchRequest, SavedSearchDto } from './dto/saved-search.dto.js';
import { savedSearchErrors, saveSearchErrors } from './saved-searches.errors.js';
import { SavedSearchesStore } from './saved-searches.store.js';

/** Each is compared with every change of a profile. */
const MOST_SAVED_SEARCHES = 100;

/** Saved searches as the API presents them. */
@Injectable()
export class SavedSearchesService {
  constructor(private readonly searches: SavedSearchesStore) {}

  /** @param created_by name of the API key */
  async create({ name, search }: CreateSavedSearchRequest, created_by: string): Promise<SavedSearchDto> {
    const { mode, query, min_similarity } = search;
    if (mode === 'semantic' && query !== undefined && min_similarity === undefined) throw similarityMissing();
    const saved = { id: randomUUID(), name: storable(name), search: storable({ ...search }), created_by };
    const created = await this.searches.create(saved, MOST_SAVED_SEARCHES);
    if (created === null) throw saveSearchErrors.TOO_MANY_SAVED_SEARCHES({ limit: MOST_SAVED_SEARCHES });
    return created;
  }

  async list(page: PageQuery): Promise<PageBody<SavedSearchDto>> {
    return pageBody({ ...(await this.searches.list(page)), total: null }, page.limit, (search) => search);
  }

  async find(id: string): Promise<SavedSearchDto> {
    const search = await this.searches.find(id);
    if (search === null) throw savedSearchErrors.SAVED_SEARCH_NOT_FOUND({ saved_search_id: id });
    return search;
  }

  async remove(id: string): Promise<void> {
    if (!(await this.searches.remove(id))) throw savedSearchErrors.SAVED_SEARCH_NOT_FOUND({ saved_search_id: id });
  }
}

/** Without a minimum, every profile would match to some degree. */
function similarityMissing(): InvalidRequestError {
  const message = 'min_similarity is required for a saved search with mode semantic';
  return new InvalidRequestError([
    { field: 'search.min_similarity', message, invalid_value: null, error_type: 'missing' },
  ]);
}
