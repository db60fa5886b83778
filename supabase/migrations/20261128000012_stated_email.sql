-- A list may state an address beside a URL: it is tied to whoever was found by the URL, unless it is tied already. Whoever
-- is found is not a miss of that source any longer.

set search_path = public, extensions;

create or replace function keys_of(p_profile jsonb) returns text[]
language sql immutable set search_path = public, extensions as $$
  select array_agg(key) from (
    select 'member:slug:' || (p_profile->'profile'->>'public_id')
    union all select 'member:slug:' || (p_profile->>'requested_slug')
    union all select 'member:id:' || (p_profile->'profile'->>'linkedin_id')
    union all select 'member:email:' || (p_profile->>'email')
    union all select 'member:email:' || (p_profile->>'stated_email')
    union all select unnest(array[
        'company:id:' || (company->'value'->>'linkedin_id'),
        'company:slug:' || (company->'value'->>'slug')
      ])
      from jsonb_path_query(p_profile, '$.companies[*]') as company
      where company->>'stored_id' is null
  ) as keys (key)
  where key is not null;
$$;

-- Locked in one order, so that callers that meet do not wait for one another.
create function forget_misses_of(p_profiles jsonb) returns void
language sql set search_path = public, extensions as $$
  with found as (
    select m.lookup, m.source from lookup_misses m
    where (m.lookup, m.source) in (
      select lookup_digest('url', profile->>'requested_slug'), profile->>'source'
      from jsonb_array_elements(p_profiles) as profiles (profile)
      union all
      select lookup_digest('email', profile->>'email'), profile->>'source'
      from jsonb_array_elements(p_profiles) as profiles (profile)
    )
    order by m.lookup, m.source for update
  )
  delete from lookup_misses m using found f where m.lookup = f.lookup and m.source = f.source;
$$;

-- Each profile is as of store_profile, and may have a stated_email. Answers an entry for each, in their order: that of
-- store_profile, or { error: SQLSTATE } where the data of this one cannot be stored.
create or replace function save_profiles(p_profiles jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_profile jsonb;
  v_entry jsonb;
  v_saved jsonb[] := '{}';
begin
  perform lock_profiles(p_profiles);
  for v_profile in select value from jsonb_array_elements(p_profiles) loop
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

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261128000012';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['forget_misses_of']);

notify pgrst, 'reload schema';
reset search_path;
