set search_path = public, extensions;

-- Entries that are not in an index yet are read one by one by whatever reads it. Up to 4 MB of them, the default, take five times as
-- long as the rest of a list of 20,000 companies, and Postgres reads the whole table instead if that is faster.
alter index companies_name_text set (gin_pending_list_limit = 256);
alter index companies_industries_text set (gin_pending_list_limit = 256);
alter index profile_emails_parts set (gin_pending_list_limit = 256);
select gin_clean_pending_list(name) from unnest(array[
  'companies_name_text', 'companies_industries_text', 'profile_emails_parts'
]::regclass[]) as name;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000087';
$$;

notify pgrst, 'reload schema';
reset search_path;
