-- Batches tell how far they have come, are listed, and are replaced only by who knows their latest state.

set search_path = public, extensions;

-- The failed ones of a completed batch, read from the beginning of its response, as the service writes it. The document as a whole cannot be
-- read: it is json, of which Postgres extracts nothing if a text in it holds NUL.
create function failed_in(p_response json) returns integer
language sql immutable set search_path = public, extensions as $$
  select coalesce(substring(
    left(p_response::text, 300)
    from '^\s*\{"batch_id":"[0-9a-f-]*","total_requested":\d+,"successful":\d+,"failed":(\d+),'
  )::integer, 0);
$$;

alter table batches
  -- Place in lists.
  add column seq bigint,
  -- Items that are decided, and those of them that failed.
  add column done integer not null default 0,
  add column failed integer not null default 0,
  -- Goes up with every change that the service makes.
  add column revision integer not null default 0;

update batches set
  seq = numbered.place,
  done = case when status = 'completed' then total_requested else 0 end,
  failed = case when status = 'completed' then failed_in(response) else 0 end
from (select id, row_number() over (order by created_at, id) as place from batches) as numbered
where batches.id = numbered.id;

alter table batches alter column seq set not null;
alter table batches alter column seq add generated always as identity;
select setval('batches_seq_seq', (select coalesce(max(seq), 0) + 1 from batches), false);
create unique index batches_seq on batches (seq);

-- p_batch: the columns, of which request and response are JSON text or null, and suppression_key_check. Stores the batch, or
-- replaces the one with this id if that has this revision. Answers { suppressed, revision }: the digests of its people who are suppressed,
-- and the revision that is stored now, null if nothing was stored. Earlier releases send no revision and no progress.
create function store_batch(p_batch jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_is_completed constant boolean := p_batch->>'status' = 'completed';
  v_response constant json := (p_batch->>'response')::json;
  v_total constant integer := (p_batch->>'total_requested')::integer;
  v_revision constant integer := (p_batch->>'revision')::integer;
  v_suppressed jsonb;
  v_stored integer;
begin
  perform keep_suppressions_away();
  v_suppressed := suppressed_among(coalesce(p_batch->'people', '[]'), p_batch->>'suppression_key_check');
  if v_suppressed <> '[]' then
    return jsonb_build_object('suppressed', v_suppressed, 'revision', null);
  end if;
  insert into batches as b (
    id, status, request, response, total_requested, created_at, started_at, completed_at, done, failed, people
  ) values (
    (p_batch->>'id')::uuid, p_batch->>'status', (p_batch->>'request')::json, v_response, v_total,
    (p_batch->>'created_at')::timestamptz, (p_batch->>'started_at')::timestamptz, (p_batch->>'completed_at')::timestamptz,
    coalesce((p_batch->>'done')::integer, case when v_is_completed then v_total else 0 end),
    coalesce((p_batch->>'failed')::integer, case when v_is_completed then failed_in(v_response) else 0 end),
    case when p_batch ? 'people' then array(select jsonb_array_elements_text(p_batch->'people')) end
  )
  on conflict (id) do update set
    status = excluded.status, request = excluded.request, response = excluded.response,
    total_requested = excluded.total_requested, created_at = excluded.created_at,
    started_at = excluded.started_at, completed_at = excluded.completed_at, people = excluded.people,
    done = excluded.done, failed = excluded.failed, revision = b.revision + 1
  where v_revision is null or b.revision = v_revision
  returning b.revision into v_stored;
  return jsonb_build_object('suppressed', v_suppressed, 'revision', v_stored);
end $$;

-- As earlier releases call it.
create or replace function save_batch(p_batch jsonb) returns jsonb
language sql set search_path = public, extensions as $$
  select store_batch(p_batch)->'suppressed';
$$;

-- Newest first, before the batch with the number p_before, without documents. p_status may be null.
create function list_batches(p_status text, p_limit integer, p_before bigint default null) returns jsonb
language sql stable set search_path = public, extensions as $$
  select jsonb_build_object(
    'rows', (
      select coalesce(jsonb_agg(to_jsonb(page) order by page.seq desc), '[]')
      from (
        select seq, id, status, total_requested, created_at, started_at, completed_at, done, failed
        from batches
        where (p_status is null or status = p_status) and (p_before is null or seq < p_before)
        order by seq desc limit p_limit
      ) as page
    ),
    'total', (select count(*) from batches where p_status is null or status = p_status)
  );
$$;

create or replace function batch_event() returns trigger
language plpgsql set search_path = public, extensions as $$
begin
  insert into event_outbox (type, subject, data) values (
    case when new.status in ('pending', 'processing') then 'batch.progress' else 'batch.completed' end, new.id,
    jsonb_build_object(
      'batch_id', new.id, 'status', new.status,
      'progress', jsonb_build_object('done', new.done, 'total', new.total_requested, 'failed', new.failed)
    )
  );
  return null;
end $$;

drop trigger batch_changed_event on batches;
create trigger batch_changed_event after update on batches
  for each row when (old.status is distinct from new.status or old.done is distinct from new.done)
  execute function batch_event();

-- As before, with what is decided.
create or replace function batches_of_people(p_digests jsonb, p_after uuid, p_limit integer) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'batch', jsonb_build_object(
      'id', id, 'status', status, 'request', request::text, 'response', response::text, 'total_requested', total_requested,
      'created_at', created_at, 'started_at', started_at, 'completed_at', completed_at,
      'done', done, 'failed', failed, 'revision', revision
    ),
    'version', batch_version(found)
  ) order by id), '[]')
  from (
    select * from (
      (
        select * from batches
        where people && array(select jsonb_array_elements_text(p_digests)) and (p_after is null or id > p_after)
        order by id limit p_limit
      ) union all (
        select * from batches where people is null and (p_after is null or id > p_after) order by id limit p_limit
      )
    ) as batches order by id limit p_limit
  ) as found;
$$;

-- p_batch: as in store_batch. False if the batch was changed since it was read, or is gone.
create or replace function replace_batch(p_batch jsonb, p_version text) returns boolean
language plpgsql set search_path = public, extensions as $$
begin
  update batches b set
    request = (p_batch->>'request')::json, response = (p_batch->>'response')::json,
    failed = coalesce((p_batch->>'failed')::integer, failed),
    people = array(select jsonb_array_elements_text(p_batch->'people'))
  where id = (p_batch->>'id')::uuid and batch_version(b) = p_version;
  return found;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000071';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['failed_in', 'store_batch', 'list_batches']);
do $$
declare
  role_name text;
begin
  for role_name in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
    execute format('revoke all on sequence batches_seq_seq from %I', role_name);
  end loop;
end $$;

notify pgrst, 'reload schema';
reset search_path;
