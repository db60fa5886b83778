-- What the service asks for at its start, over the API: which migration this schema has come to. PostgREST does not show
-- the history of the migrations. Every later migration replaces the function.

set search_path = public, extensions;

create function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261122000007';
$$;

-- Supabase grants whatever is new in `public` to the roles of its API, sequences included.
do $$
declare
  sequences constant text := 'profiles_seq_seq, companies_seq_seq';
  role_name text;
begin
  revoke execute on function profile_store_version() from public;
  for role_name in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
    execute format('revoke execute on function profile_store_version() from %I', role_name);
    execute format('revoke all on sequence %s from %I', sequences, role_name);
  end loop;
  if exists (select from pg_roles where rolname = 'service_role') then
    grant execute on function profile_store_version() to service_role;
  end if;
end $$;

-- PostgREST outside of Supabase reads the schema again only when it is told to.
notify pgrst, 'reload schema';

reset search_path;
