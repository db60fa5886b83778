-- One call stores a profile with everything that belongs to it, in one transaction.

set search_path = public, extensions;

create function put_profile(p profiles) returns profiles
language sql set search_path = public, extensions as $$
  update profiles set
    public_id = p.public_id, linkedin_id = p.linkedin_id, aliases = p.aliases, url = p.url, name = p.name,
    position = p.position, about = p.about, city = p.city, country_code = p.country_code, location = p.location,
    followers = p.followers, connections = p.connections, profile_image_url = p.profile_image_url,
    current_company = p.current_company, experience = coalesce(p.experience, '[]'),
    education = coalesce(p.education, '[]'), certifications = coalesce(p.certifications, '[]'),
    languages = coalesce(p.languages, '[]'), skills = coalesce(p.skills, '{}'), suggested_role = p.suggested_role,
    source = p.source, fetched_at = p.fetched_at, updated_at = p.updated_at
  where id = p.id
  returning *;
$$;

-- Callers that meet on a member or a company wait for each other. Everyone takes the locks in the same order, so no
-- two of them wait for one another.
create function lock_keys(p_keys text[]) returns void
language plpgsql set search_path = public, extensions as $$
declare
  v_key bigint;
begin
  for v_key in
    select distinct hashtextextended(key, 0) as hash from unnest(p_keys) as key where key is not null order by hash
  loop
    perform pg_advisory_xact_lock(v_key);
  end loop;
end $$;

create function keys_of(p_profile jsonb) returns text[]
language sql immutable set search_path = public, extensions as $$
  select array_agg(key) from (
    select 'member:slug:' || (p_profile->'profile'->>'public_id')
    union select 'member:slug:' || (p_profile->>'requested_slug')
    union select 'member:id:' || (p_profile->'profile'->>'linkedin_id')
    union select unnest(array[
        'company:id:' || (company->'value'->>'linkedin_id'),
        'company:slug:' || (company->'value'->>'slug')
      ])
      from jsonb_path_query(p_profile, '$.companies[*]') as company
      where company->>'stored_id' is null
  ) as keys (key)
  where key is not null;
$$;

-- Saves the companies and says which row each one came to; an entry is { id, action, positions }.
-- A later company of the list may merge an earlier one away, so ids are read again at the end.
create function save_companies(p_companies jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_company jsonb;
  v_saved jsonb := '[]';
begin
  for v_company in select value from jsonb_array_elements(p_companies) loop
    v_saved := v_saved || jsonb_build_array(
      save_company(v_company) || jsonb_build_object(
        'linkedin_id', v_company->'value'->'linkedin_id',
        'slug', v_company->'value'->'slug',
        'positions', v_company->'positions'
      )
    );
  end loop;
  return (
    select coalesce(jsonb_agg(entry || jsonb_build_object('id', coalesce(
        (select id from companies where id = (entry->>'id')::uuid),
        (select id from companies where linkedin_id = entry->>'linkedin_id'),
        (select id from companies where slug = entry->>'slug')
      )) order by place), '[]')
    from jsonb_array_elements(v_saved) with ordinality as saved (entry, place)
  );
end $$;

-- One entry a company, in the order they were given; a company that is named twice holds the positions of both.
create function link_companies(p_profile_id uuid, p_saved jsonb) returns void
language plpgsql set search_path = public, extensions as $$
begin
  delete from profile_companies where profile_id = p_profile_id;
  insert into profile_companies (profile_id, company_id, ordinal, title, start_date, end_date, is_current)
    select p_profile_id, (entry->>'id')::uuid, row_number() over (order by place, nth) - 1,
      held->>'title', held->>'start_date', held->>'end_date', coalesce((held->>'is_current')::boolean, false)
    from jsonb_array_elements(p_saved) with ordinality as saved (entry, place)
    left join lateral jsonb_array_elements(entry->'positions') with ordinality as positions (held, nth) on true;
end $$;

-- p_profile: { profile, raw, source, fetched_at, requested_slug, suggested_role, companies, embedding }.
-- Answers { profile, action, companies: [{ company, action }] }.
create function save_profile(p_profile jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_value jsonb := p_profile->'profile';
  v_slug text := p_profile->'profile'->>'public_id';
  v_fetched_at timestamptz := (p_profile->>'fetched_at')::timestamptz;
  v_companies jsonb;
  v_row profiles;
  v_next profiles;
  v_created boolean := false;
  v_stale boolean;
  v_changed boolean;
begin
  perform lock_keys(keys_of(p_profile));
  if jsonb_typeof(p_profile->'companies') = 'array' then
    v_companies := save_companies(p_profile->'companies');
  end if;

  select * into v_row from profiles where public_id = v_slug for update;
  if not found then
    -- A member who took another slug keeps the number.
    select * into v_row from profiles where linkedin_id = v_value->>'linkedin_id' order by seq limit 1 for update;
  end if;
  if v_row.id is null then
    insert into profiles (public_id, url, source, fetched_at)
      values (v_slug, v_value->>'url', p_profile->>'source', v_fetched_at)
      returning * into v_row;
    v_created := true;
  end if;

  v_stale := v_fetched_at < v_row.fetched_at;
  v_next := v_row;
  if not v_stale then
    v_next := jsonb_populate_record(v_row, v_value);
    v_next.linkedin_id := coalesce(v_next.linkedin_id, v_row.linkedin_id);
    v_next.source := p_profile->>'source';
    v_next.fetched_at := v_fetched_at;
  end if;
  v_next.suggested_role := coalesce(p_profile->>'suggested_role', v_row.suggested_role);
  v_next.aliases := array(
    select distinct alias
    from unnest(v_row.aliases || array[v_row.public_id, v_slug, p_profile->>'requested_slug']) as alias
    where alias is not null and alias <> v_next.public_id
    order by alias
  );
  v_changed := content_of(to_jsonb(v_next)) is distinct from content_of(to_jsonb(v_row));
  if v_changed then
    v_next.updated_at := now();
  end if;
  -- A slug leads to one member: the one that answered to it last.
  update profiles set aliases = array_remove(array_remove(aliases, v_slug), p_profile->>'requested_slug')
    where aliases && array[v_slug, p_profile->>'requested_slug'] and id <> v_row.id;
  perform put_profile(v_next);

  if not v_stale then
    perform put_raw_payload(v_row.id, null, p_profile);
    if jsonb_typeof(p_profile->'embedding') = 'object' then
      perform put_embedding(v_row.id, null, p_profile->'embedding');
    elsif content_of(to_jsonb(v_next)) - 'suggested_role' is distinct from content_of(to_jsonb(v_row)) - 'suggested_role'
    then
      delete from embeddings where profile_id = v_row.id;
    end if;
    if v_companies is not null then
      perform link_companies(v_row.id, v_companies);
    end if;
  end if;

  return jsonb_build_object(
    'profile', (select to_jsonb(s) from stored_profiles s where s.id = v_row.id),
    'action', case when v_created then 'created' when v_changed then 'updated' else 'unchanged' end,
    'companies', (
      select coalesce(jsonb_agg(jsonb_build_object('company', to_jsonb(c), 'action', action) order by place), '[]')
      from (
        select (entry->>'id')::uuid as id, min(place) as place,
          case
            when bool_or(entry->>'action' = 'created') then 'created'
            when bool_or(entry->>'action' = 'updated') then 'updated'
            else 'unchanged'
          end as action
        from jsonb_array_elements(v_companies) with ordinality as saved (entry, place)
        group by 1
      ) as saved
      join companies c using (id)
    )
  );
end $$;

reset search_path;
