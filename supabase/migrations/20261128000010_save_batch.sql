-- PostgREST reads the body of a request as JSON, and Postgres rejects it if any text in it holds NUL or half of a surrogate
-- pair. The documents of a batch therefore arrive as payloads do: as JSON text within the JSON.

set search_path = public, extensions;

-- p_batch: the columns, of which request and response are JSON text or null. Replaces the batch with this id.
create function save_batch(p_batch jsonb) returns void
language sql set search_path = public, extensions as $$
  insert into batches (id, status, request, response, total_requested, created_at, started_at, completed_at)
  values (
    (p_batch->>'id')::uuid, p_batch->>'status', (p_batch->>'request')::json, (p_batch->>'response')::json,
    (p_batch->>'total_requested')::integer, (p_batch->>'created_at')::timestamptz,
    (p_batch->>'started_at')::timestamptz, (p_batch->>'completed_at')::timestamptz
  )
  on conflict (id) do update set
    status = excluded.status, request = excluded.request, response = excluded.response,
    total_requested = excluded.total_requested, created_at = excluded.created_at,
    started_at = excluded.started_at, completed_at = excluded.completed_at;
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261128000010';
$$;

-- Only the service calls what is new.
do $$
declare
  routine constant regprocedure := 'save_batch(jsonb)';
  role_name text;
begin
  execute format('revoke execute on function %s from public', routine);
  for role_name in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
    execute format('revoke execute on function %s from %I', routine, role_name);
  end loop;
  if exists (select from pg_roles where rolname = 'service_role') then
    execute format('grant execute on function %s to service_role', routine);
  end if;
end $$;

notify pgrst, 'reload schema';
reset search_path;
