-- What happened to profiles and batches, for the log of events in the database of the queue. An event is written by a trigger in
-- the transaction of the change; the service fetches events in bundles and forgets those that are in its log.

set search_path = public, extensions;

create table event_outbox (
  seq bigint generated always as identity primary key,
  type text not null,
  -- The profile or batch.
  subject uuid not null,
  at timestamptz not null default now(),
  data jsonb not null default '{}'
);

create table event_bundles (
  seq bigint generated always as identity primary key,
  id uuid not null default gen_random_uuid(),
  events jsonb not null
);

create function profile_created_event() returns trigger
language plpgsql set search_path = public, extensions as $$
begin
  insert into event_outbox (type, subject) values ('profile.created', new.id);
  return null;
end $$;

create function profile_updated_event() returns trigger
language plpgsql set search_path = public, extensions as $$
begin
  insert into event_outbox (type, subject) values ('profile.updated', new.id);
  return null;
end $$;

create trigger profile_created_event after insert on profiles
  for each row execute function profile_created_event();
-- An answer with the same content leaves this time as it is.
create trigger profile_updated_event after update on profiles
  for each row when (old.updated_at is distinct from new.updated_at) execute function profile_updated_event();

-- The counts are read from the beginning of the response, as the service writes it. The document as a whole cannot be read: it is
-- json, of which Postgres extracts nothing if a text in it holds NUL.
create function batch_event() returns trigger
language plpgsql set search_path = public, extensions as $$
declare
  v_is_completed constant boolean := new.status = 'completed';
  v_failed constant integer := case when v_is_completed then substring(
    left(new.response::text, 300)
    from '^\s*\{"batch_id":"[0-9a-f-]*","total_requested":\d+,"successful":\d+,"failed":(\d+),'
  )::integer else 0 end;
begin
  insert into event_outbox (type, subject, data) values (
    case when v_is_completed then 'batch.completed' else 'batch.progress' end, new.id,
    jsonb_build_object(
      'batch_id', new.id, 'status', new.status,
      'progress', jsonb_build_object(
        'done', case when v_is_completed then new.total_requested else 0 end,
        'total', new.total_requested, 'failed', v_failed
      )
    )
  );
  return null;
end $$;

create trigger batch_created_event after insert on batches
  for each row execute function batch_event();
create trigger batch_changed_event after update on batches
  for each row when (old.status is distinct from new.status) execute function batch_event();

-- Answers [{ id, events: [{ size, type, subject, at, data }] }], the oldest bundles first. The events of profiles are many: those
-- of a type and second share an entry, whose data is { entries: [[profile id]] }. A profile is created before it is updated.
create function take_event_bundles() returns jsonb
language plpgsql set search_path = public, extensions as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('events:bundles', 0));
  with moved as (
    delete from event_outbox where seq in (select seq from event_outbox order by seq limit 500) returning *
  ), events as (
    select min(seq) as place, count(*) as size, type, null::uuid as subject, max(at) as at,
      jsonb_build_object('entries', jsonb_agg(jsonb_build_array(subject) order by seq)) as data
    from moved where type like 'profile.%' group by type, date_trunc('second', at)
    union all
    select seq, 1, type, subject, at, data from moved where type not like 'profile.%'
  )
  insert into event_bundles (events)
    select jsonb_agg(
      jsonb_build_object('size', size, 'type', type, 'subject', subject, 'at', at, 'data', data)
      order by type <> 'profile.created', place
    )
    from events having count(*) > 0;
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'events', events) order by seq), '[]')
    from (select * from event_bundles order by seq limit 10) as oldest
  );
end $$;

-- p_ids: of bundles whose events are in the log.
create function forget_event_bundles(p_ids jsonb) returns void
language sql set search_path = public, extensions as $$
  delete from event_bundles where id in (select id::uuid from jsonb_array_elements_text(p_ids) as ids (id));
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000051';
$$;

-- Only the service reads, writes and calls what is new.
select only_for_service(
  array['event_outbox', 'event_bundles']::regclass[],
  array[
    'profile_created_event', 'profile_updated_event', 'batch_event', 'take_event_bundles', 'forget_event_bundles'
  ]
);

do $$
declare
  sequences constant text := 'event_outbox_seq_seq, event_bundles_seq_seq';
  role_name text;
begin
  for role_name in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
    execute format('revoke all on sequence %s from %I', sequences, role_name);
  end loop;
end $$;

notify pgrst, 'reload schema';
reset search_path;
