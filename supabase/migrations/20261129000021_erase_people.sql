-- What is stored of a person is found by everything that leads to the person, and is erased as a whole.

set search_path = public, extensions;

-- p_keys: { slugs, linkedin_ids, emails }. The ids of all profiles that any of them leads to, in order.
create function profiles_with_keys(p_keys jsonb) returns uuid[]
language sql stable set search_path = public, extensions as $$
  with given as (
    select array(select jsonb_array_elements_text(p_keys->'slugs')) as slugs,
      array(select jsonb_array_elements_text(p_keys->'linkedin_ids')) as linkedin_ids,
      array(select jsonb_array_elements_text(p_keys->'emails')) as emails
  )
  select array(
    select p.id from profiles p, given where p.linkedin_id = any (given.linkedin_ids)
    union select p.id from profiles p, given where p.public_id = any (given.slugs)
    union select p.id from profiles p, given where p.aliases && given.slugs
    union select e.profile_id from profile_emails e, given where e.email = any (given.emails)
    order by 1
  );
$$;

-- The stored members that any of the keys leads to, oldest first, each with all of its ids and keys:
-- [{ profile_ids, slugs, linkedin_ids, emails }].
create function members_with_keys(p_keys jsonb) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'profile_ids', array(select p.id union select id from merged_profiles where profile_id = p.id order by 1),
    'slugs', array_remove(array[p.public_id], null) || p.aliases,
    'linkedin_ids', array_remove(array[p.linkedin_id], null),
    'emails', array(select email from profile_emails where profile_id = p.id order by 1)
  ) order by p.seq), '[]')
  from profiles p where p.id = any (profiles_with_keys(p_keys));
$$;

-- Deletes these profiles with everything that belongs to them, and the misses of the keys. Takes the locks of save_profiles
-- first, so nothing of the person is being saved meanwhile. Answers what was deleted.
create function erase_people(p_keys jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_ids uuid[];
  v_changes integer := 0;
  v_removed jsonb;
begin
  perform lock_profiles((
    select coalesce(jsonb_agg(entry), '[]') from (
      select jsonb_build_object('profile', jsonb_build_object('public_id', slug))
        from jsonb_array_elements_text(p_keys->'slugs') as slug
      union all select jsonb_build_object('profile', jsonb_build_object('linkedin_id', number))
        from jsonb_array_elements_text(p_keys->'linkedin_ids') as number
      union all select jsonb_build_object('email', email) from jsonb_array_elements_text(p_keys->'emails') as email
    ) as entries (entry)
  ));
  -- A row that was merged away while it was waited for is looked up again.
  loop
    v_ids := profiles_with_keys(p_keys);
    perform from profiles where id = any (v_ids) order by id for update;
    exit when v_ids = profiles_with_keys(p_keys);
  end loop;
  if to_regclass('profile_changes') is not null then
    execute 'select count(*) from profile_changes where profile_id = any ($1)' into v_changes using v_ids;
  end if;
  v_removed := jsonb_build_object(
    'changes', v_changes,
    'profiles', cardinality(v_ids),
    'vectors', (select count(*) from embeddings where profile_id = any (v_ids)),
    'company_links', (select count(*) from profile_companies where profile_id = any (v_ids)),
    'raw_payloads', (select count(*) from raw_payloads where profile_id = any (v_ids))
  );
  delete from profiles where id = any (v_ids);
  delete from lookup_misses where lookup in (
    select lookup_digest('url', slug) from jsonb_array_elements_text(p_keys->'slugs') as slug
    union select lookup_digest('email', email) from jsonb_array_elements_text(p_keys->'emails') as email
  );
  return v_removed;
end $$;

create index if not exists profiles_fetched_at on profiles (fetched_at);

-- Deletes p_limit profiles at most of those that were fetched earlier, with everything that belongs to them; answers how many.
create function delete_profiles_fetched_before(p_before timestamptz, p_limit integer) returns integer
language sql set search_path = public, extensions as $$
  with oldest as (
    select id from profiles where fetched_at < p_before order by fetched_at limit p_limit for update skip locked
  ), deleted as (
    delete from profiles p using oldest o where p.id = o.id returning 1
  )
  select count(*)::integer from deleted;
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000021';
$$;

-- Only the service calls what is new.
select only_for_service(
  '{}', array['profiles_with_keys', 'members_with_keys', 'erase_people', 'delete_profiles_fetched_before']
);

notify pgrst, 'reload schema';
reset search_path;
