-- Nothing about suppressed people is looked up or stored. Callers send the digests of whom a lookup, a profile or a batch is about,
-- because the database cannot make them. While a transaction stores something, nobody is suppressed, so whatever is suppressed is
-- known to what is stored later.

set search_path = public, extensions;

drop function known_people(jsonb, double precision);

-- p_lookups: [{ by, value, digests }]. Answers, in their order, { suppressed, person: { profile_id, source, fetched_at, name,
-- suggested_role, has_companies } | null, misses: [{ source, missed_at }] }; misses are those of the last p_miss_seconds. The
-- condition on their time is written so that no index is read for it: most of the table may be that young. Compiling the statement
-- would take longer than running it.
create function known_people(p_lookups jsonb, p_miss_seconds double precision, p_key_check text default null) returns jsonb
language sql stable set search_path = public, extensions set jit = off as $$
  with checked as materialized (
    select suppressed_among(jsonb_path_query_array(p_lookups, '$[*].digests[*]'), p_key_check) as suppressed
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'suppressed', (
      select exists (select from jsonb_array_elements_text(found.digests) as digest where checked.suppressed ? digest)
      from checked
    ),
    'person', (
      select jsonb_build_object(
        'profile_id', id, 'source', source, 'fetched_at', fetched_at, 'name', name, 'suggested_role', suggested_role,
        'has_companies', exists (select from profile_companies where profile_id = p.id)
      ) from profiles p where id = found.id
    ),
    'misses', (
      select coalesce(jsonb_agg(jsonb_build_object('source', source, 'missed_at', missed_at) order by source), '[]')
      from lookup_misses
      where lookup = lookup_digest(found.by, found.value)
        and missed_at + p_miss_seconds * interval '1 second' > now()
    )
  ) order by place), '[]')
  from (
    select place, lookup->>'by' as by, lookup->>'value' as value, coalesce(lookup->'digests', '[]') as digests,
      case lookup->>'by'
        when 'url' then (
          select id from profiles
          where public_id = lookup->>'value' or aliases @> array[lookup->>'value']
          order by public_id = lookup->>'value' desc, seq
          limit 1
        )
        else (select profile_id from profile_emails where email = lookup->>'value')
      end as id
    from jsonb_array_elements(p_lookups) with ordinality as lookups (lookup, place)
    -- Without it the planner would look the person up anew for every use of the id.
    offset 0
  ) as found;
$$;

-- Each profile is as of store_profile, and may have a stated_email and digests: those of all that leads to the person. Answers an
-- entry for each, in their order: that of store_profile, { suppressed: true } where nothing was stored because one of the digests
-- is suppressed, or { error: SQLSTATE } where the data of this one cannot be stored. A row that it would be merged into needs no check
-- of its own: whatever leads to a suppressed person is suppressed.
create or replace function save_profiles(p_profiles jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_profile jsonb;
  v_entry jsonb;
  v_suppressed jsonb;
  v_saved jsonb[] := '{}';
begin
  perform keep_suppressions_away();
  v_suppressed := suppressed_among(
    jsonb_path_query_array(p_profiles, '$[*].digests[*]'), p_profiles->0->>'suppression_key_check'
  );
  perform lock_profiles(p_profiles);
  for v_profile in select value from jsonb_array_elements(p_profiles) loop
    if v_suppressed <> '[]'
      and exists (select from jsonb_array_elements_text(v_profile->'digests') as digest where v_suppressed ? digest)
    then
      v_saved := v_saved || '{"suppressed": true}'::jsonb;
      continue;
    end if;
    begin
      v_entry := store_profile(v_profile);
      -- Any answer for the address itself is later than what a list stated.
      insert into profile_emails (email, profile_id, fetched_at)
        select v_profile->>'stated_email', (v_entry->'profile'->>'id')::uuid, '-infinity'
        where v_profile->>'stated_email' is not null and v_entry ? 'profile'
        on conflict (email) do nothing;
      v_saved := v_saved || v_entry;
    exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
      v_saved := v_saved || jsonb_build_object('error', sqlstate);
    end;
  end loop;
  perform forget_misses_of(p_profiles);
  return to_jsonb(v_saved);
end $$;

-- The digests of everybody whom the batch is about; null in batches of earlier releases.
alter table batches add column people text[];
create index batches_people on batches using gin (people);

drop function save_batch(jsonb);

-- p_batch: the columns, of which request and response are JSON text or null, and suppression_key_check. Replaces the batch with
-- this id, unless any of its people are suppressed: answers their digests.
create function save_batch(p_batch jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_suppressed jsonb;
begin
  perform keep_suppressions_away();
  v_suppressed := suppressed_among(coalesce(p_batch->'people', '[]'), p_batch->>'suppression_key_check');
  if v_suppressed <> '[]' then
    return v_suppressed;
  end if;
  insert into batches (
    id, status, request, response, total_requested, created_at, started_at, completed_at, people
  ) values (
    (p_batch->>'id')::uuid, p_batch->>'status', (p_batch->>'request')::json, (p_batch->>'response')::json,
    (p_batch->>'total_requested')::integer, (p_batch->>'created_at')::timestamptz,
    (p_batch->>'started_at')::timestamptz, (p_batch->>'completed_at')::timestamptz,
    case when p_batch ? 'people' then array(select jsonb_array_elements_text(p_batch->'people')) end
  )
  on conflict (id) do update set
    status = excluded.status, request = excluded.request, response = excluded.response,
    total_requested = excluded.total_requested, created_at = excluded.created_at,
    started_at = excluded.started_at, completed_at = excluded.completed_at, people = excluded.people;
  return '[]';
end $$;

-- Suppresses what else leads to a person who is suppressed already, for the same reason. Answers whether any of the digests was.
create function extend_suppressions(p_digests jsonb, p_key_check text) returns boolean
language plpgsql set search_path = public, extensions as $$
declare
  v_known suppressions;
begin
  perform pg_advisory_xact_lock(hashtextextended('people:erasure', 0));
  select * into v_known from suppressions
    where digest = any (array(select jsonb_array_elements_text(p_digests))) order by seq limit 1;
  if not found then
    return false;
  end if;
  perform add_suppressions(jsonb_build_array(p_digests), v_known.reason, v_known.created_by, p_key_check);
  return true;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000012';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['known_people', 'save_batch', 'extend_suppressions']);

notify pgrst, 'reload schema';
reset search_path;
