-- The last rows that were read and deleted through tables. The embedded Supabase answers function calls alone, each in one statement.

set search_path = public, extensions;

-- A list with the batch, or an empty one: PostgREST extracts a single object from JSON, which Postgres rejects for a document with NUL.
create function batch_with_id(p_id uuid) returns setof batches
language sql stable set search_path = public, extensions as $$
  select * from batches where id = p_id;
$$;

-- Answers how many there were.
create function remove_batches(p_before timestamptz) returns integer
language sql set search_path = public, extensions as $$
  with removed as (delete from batches where created_at < p_before returning 1)
  select count(*)::integer from removed;
$$;

-- The row, or null.
create function company_with_id(p_id uuid) returns jsonb
language sql stable set search_path = public, extensions as $$
  select to_jsonb(c) from companies c where c.id = p_id;
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000061';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['batch_with_id', 'remove_batches', 'company_with_id']);

notify pgrst, 'reload schema';
reset search_path;
