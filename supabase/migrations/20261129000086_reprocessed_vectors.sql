-- A run of reprocessing goes on to the next page, and ends, when the vectors of the page are made and counted: figures of a completed run
-- are final, and a worker that takes the run over makes and counts those that were left.

set search_path = public, extensions;

alter table reprocess_runs
  -- People of the stored page at `position` whose vectors have to be made; null if there is no such page.
  add column unembedded uuid[],
  -- The position after that page, null at the end.
  add column next bigint;

-- Goes on at the position, null for the end.
create function advance_reprocess_run(p_id uuid, p_position bigint) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_run reprocess_runs;
begin
  update reprocess_runs set position = p_position, unembedded = null, next = null where id = p_id returning * into v_run;
  if p_position is null then
    update reprocess_runs set
      status = 'completed', completed_at = now(), filter = null, total = done, total_relation = 'exact'
    where id = p_id returning * into v_run;
  end if;
  return to_jsonb(v_run);
end $$;

-- The people of a page that is stored, as they are now.
create function unembedded_of_run(p_id uuid) returns jsonb
language sql stable set search_path = public, extensions as $$
  select profile_rows((select unembedded from reprocess_runs where id = p_id));
$$;

-- Counts the vectors of the stored page at the position. The run that goes on; null if it has ended, or the page was counted before.
-- count_embedded is for older releases.
create function end_reprocessed_page(p_id uuid, p_position bigint, p_embedded integer) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_run reprocess_runs;
begin
  update reprocess_runs set embedded = embedded + p_embedded
  where id = p_id and status = 'processing' and unembedded is not null and position is not distinct from p_position
  returning * into v_run;
  if not found then
    return null;
  end if;
  return advance_reprocess_run(v_run.id, v_run.next);
end $$;

-- p_page: { run_id, after, next, people, failed, embeds }, from the position where the run is to the next one, null at the end; failed are
-- those whose answers cannot be mapped; embeds if the caller makes the vectors and then calls end_reprocessed_page, which older releases
-- do not. The people and what they count are stored together, so that a page counts once, whoever does it twice. Answers { run, profiles:
-- those whose vectors have to be made again }; null if the run has ended, is at another position, or its page is stored already.
create or replace function save_reprocessed_page(p_page jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_run reprocess_runs;
  v_person jsonb;
  v_entry jsonb;
  v_profiles jsonb := '[]';
  v_changed integer := 0;
  v_unchanged integer := 0;
  v_failed integer := (p_page->>'failed')::integer;
  v_shown jsonb;
begin
  select * into v_run from reprocess_runs where id = (p_page->>'run_id')::uuid for update;
  if v_run.status is distinct from 'processing' or v_run.position is distinct from (p_page->>'after')::bigint
    or v_run.unembedded is not null
  then
    return null;
  end if;
  perform lock_profiles((
    select coalesce(jsonb_agg(jsonb_build_object('profile', keys)), '[]')
    from jsonb_array_elements(p_page->'people') as person, lateral (
      select jsonb_build_object('public_id', public_id, 'linkedin_id', linkedin_id)
        from profiles where id = (person->>'id')::uuid
      union all select jsonb_build_object(
        'public_id', answer->'profile'->'public_id', 'linkedin_id', answer->'profile'->'linkedin_id'
      ) from jsonb_array_elements(person->'answers') as answer
    ) as locked (keys)
  ));
  for v_person in select value from jsonb_array_elements(p_page->'people') loop
    begin
      v_entry := remap_profile(v_person);
      if v_entry->'is_changed' = 'true' then
        v_changed := v_changed + 1;
      else
        v_unchanged := v_unchanged + 1;
      end if;
      if v_entry ? 'profile' then
        v_profiles := v_profiles || jsonb_build_array(v_entry->'profile');
      end if;
    exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
      v_failed := v_failed + 1;
    end;
  end loop;
  update reprocess_runs set
    done = done + v_changed + v_unchanged + v_failed,
    changed = changed + v_changed, unchanged = unchanged + v_unchanged, failed = failed + v_failed
  where id = v_run.id;
  if (p_page->>'embeds')::boolean and v_profiles <> '[]' then
    update reprocess_runs r set
      unembedded = array(select (value->>'id')::uuid from jsonb_array_elements(v_profiles)),
      next = (p_page->>'next')::bigint
    where id = v_run.id returning to_jsonb(r) into v_shown;
  else
    v_shown := advance_reprocess_run(v_run.id, (p_page->>'next')::bigint);
  end if;
  return jsonb_build_object('run', v_shown, 'profiles', v_profiles);
end $$;

-- The run, whether it ends now or had ended before; null without one.
create or replace function end_reprocess_run(p_id uuid, p_status text) returns jsonb
language sql set search_path = public, extensions as $$
  with ended as (
    update reprocess_runs r set status = p_status, completed_at = now(), filter = null, unembedded = null, next = null
    where id = p_id and status in ('pending', 'processing') returning to_jsonb(r) as run
  )
  select coalesce((select run from ended), (select to_jsonb(r) from reprocess_runs r where id = p_id));
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000086';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['advance_reprocess_run', 'unembedded_of_run', 'end_reprocessed_page']);

notify pgrst, 'reload schema';
reset search_path;
