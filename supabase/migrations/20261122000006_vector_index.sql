-- The index for neighbours of a profile. In the embedded Postgres it would cost more than it saves (an insert takes some
-- 25 ms longer), so the service says there that it is embedded, and nothing happens.

set search_path = public, extensions;
-- A table that has grown already takes longer than the limit that Supabase sets for a statement.
set statement_timeout = 0;

do $$
begin
  if current_setting('profile_store.embedded', true) is distinct from 'on'
    and exists (select from pg_am where amname = 'hnsw')
  then
    create index embeddings_nearest_profiles on embeddings using hnsw (embedding vector_cosine_ops)
      where profile_id is not null;
  end if;
end $$;

reset statement_timeout;
reset search_path;
