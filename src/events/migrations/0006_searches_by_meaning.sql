-- Searches by meaning wait while the embedding service is unavailable, and the others do not: each kind has a position of its own.
alter table jobs.saved_searches add column by_meaning boolean not null generated always as (
  search->>'query' is not null and search->>'min_similarity' is not null and search->>'mode' is distinct from 'lexical'
) stored;
-- `position` is that of the others.
alter table jobs.saved_search_reader add column meaning_position bigint;
update jobs.saved_search_reader set meaning_position = position;
alter table jobs.saved_search_reader alter column meaning_position set not null;
