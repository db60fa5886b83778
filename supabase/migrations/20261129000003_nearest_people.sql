-- What finds the neighbours of a vector. On a server an index of half the precision, which is half as large; what it finds is
-- put in order by the vectors themselves. The embedded Postgres has no such index (an insert would take some 25 ms longer):
-- there the sign of each dimension is kept beside the vector, a thirtieth of its size, and says which vectors to compare.

set search_path = public, extensions;
-- A table that has grown already takes longer than the limit that Supabase sets for a statement.
set statement_timeout = 0;

do $$
begin
  if current_setting('profile_store.embedded', true) = 'on' then
    execute 'alter table embeddings add column signs bit(1536) generated always as '
      '(case when profile_id is not null then binary_quantize(embedding)::bit(1536) end) stored';
  elsif exists (select from pg_am where amname = 'hnsw') then
    if to_regtype('halfvec') is null then
      raise exception 'pgvector 0.7 or later is needed' using hint = 'Run "alter extension vector update"';
    end if;
    execute 'create index embeddings_nearest_people on embeddings using hnsw '
      '((embedding::halfvec(1536)) halfvec_cosine_ops) where profile_id is not null';
    drop index if exists embeddings_nearest_profiles;
  end if;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000003';
$$;

notify pgrst, 'reload schema';
reset statement_timeout;
reset search_path;
