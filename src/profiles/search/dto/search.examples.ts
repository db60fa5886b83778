import { FILTER_EXAMPLE } from './profile-filter.dto.js';

/** Each of them finds people of the sandbox, unchanged. */
export const searchExamples = {
  words: { summary: 'In words', value: { query: 'security leader for cloud platforms', limit: 5 } },
  filtered: {
    summary: 'In words, among those who match a filter',
    value: {
      query: 'machine learning',
      filter: { field: 'current_title', type: 'contains', value: 'CTO' },
      fields: ['name', 'position', 'location'],
    },
  },
  filter: { summary: 'By a filter only', value: { filter: FILTER_EXAMPLE, limit: 20 } },
  name: { summary: 'A name that may be misspelled', value: { query: 'Anneliese Groessmann', mode: 'lexical' } },
};

export const facetExamples = {
  companies: { summary: 'The largest employers', value: { field: 'current_company', limit: 10 } },
  completion: { summary: 'Completing what a user types', value: { field: 'skill', q: 'in' } },
  filtered: {
    summary: 'Where the people with one skill live',
    value: { field: 'country_code', filter: { field: 'skill', type: '=', value: 'Kubernetes' } },
  },
};
