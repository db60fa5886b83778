-- Up to 25 profiles in one call, each stored with everything that belongs to it, or not at all.

set search_path = public, extensions;

-- What is locked before a profile is looked up: callers that meet on one of these wait for each other.
create or replace function keys_of(p_profile jsonb) returns text[]
language sql immutable set search_path = public, extensions as $$
  select array_agg(key) from (
    select 'member:slug:' || (p_profile->'profile'->>'public_id')
    union all select 'member:slug:' || (p_profile->>'requested_slug')
    union all select 'member:id:' || (p_profile->'profile'->>'linkedin_id')
    union all select 'member:email:' || (p_profile->>'email')
    union all select unnest(array[
        'company:id:' || (company->'value'->>'linkedin_id'),
        'company:slug:' || (company->'value'->>'slug')
      ])
      from jsonb_path_query(p_profile, '$.companies[*]') as company
      where company->>'stored_id' is null
  ) as keys (key)
  where key is not null;
$$;

drop function lock_keys(text[]);

-- Locks the keys of all profiles, then the rows that they lead to. Everyone takes the locks in the same order, so no two
-- callers wait for one another. A row that was merged away while it was waited for is looked up again under its new id.
create function lock_profiles(p_profiles jsonb) returns void
language plpgsql set search_path = public, extensions as $$
declare
  v_linkedin_ids text[];
  v_slugs text[];
  v_settled boolean := false;
begin
  perform pg_advisory_xact_lock(hash) from (
    select distinct hashtextextended(key, 0) as hash
    from jsonb_array_elements(p_profiles) as profiles (profile), unnest(keys_of(profile)) as key
    order by hash
  ) as hashes;
  select array_agg(profile->'profile'->>'linkedin_id'),
      array_agg(profile->'profile'->>'public_id') || array_agg(profile->>'requested_slug')
    into v_linkedin_ids, v_slugs
    from jsonb_array_elements(p_profiles) as profiles (profile);
  v_slugs := array_remove(v_slugs, null);
  while not v_settled loop
    with reached as materialized (
      select id from profiles
      where linkedin_id = any (v_linkedin_ids) or public_id = any (v_slugs) or aliases && v_slugs
    ), locked as materialized (
      select id from profiles where id in (select id from reached) order by id for update
    )
    select (select count(*) from reached) = (select count(*) from locked) into v_settled;
  end loop;
end $$;

-- The fields that stay as they are although the answer does not know them, with where they came from: those of another
-- source, which it cannot speak for, and every field where it does not even know the name.
create function kept_fields(p_row profiles, p_answer jsonb, p_source text) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_object_agg(field, origin), '{}')
  from (
    select jsonb_object_keys(known_fields(to_jsonb(p_row)))
    union all select 'companies' where exists (select from profile_companies where profile_id = p_row.id)
  ) as stored (field), coalesce(p_row.field_sources->>field, p_row.source) as origin
  where coalesce(p_answer->field, 'null') in ('null', '[]', '""')
    and (origin <> p_source or p_answer->>'name' is null);
$$;

-- One entry a company, in the order they were given: { company, action }.
create function saved_companies(p_saved jsonb) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(jsonb_build_object('company', to_jsonb(c), 'action', action) order by place), '[]')
  from (
    select (entry->>'id')::uuid as id, min(place) as place,
      case
        when bool_or(entry->>'action' = 'created') then 'created'
        when bool_or(entry->>'action' = 'updated') then 'updated'
        else 'unchanged'
      end as action
    from jsonb_array_elements(p_saved) with ordinality as saved (entry, place)
    group by 1
  ) as saved
  join companies c using (id);
$$;

-- p_profile: { profile, name_override, raw, source, fetched_at, requested_slug, email, suggested_role, companies,
-- embedding }, with its locks taken. Answers { profile, action, companies: [{ company, action }] }, or { masked: id } where
-- the answer has no name and the stored profile of that id has one.
create function store_profile(p_profile jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_value constant jsonb := p_profile->'profile';
  v_source constant text := p_profile->>'source';
  v_fetched_at constant timestamptz := (p_profile->>'fetched_at')::timestamptz;
  v_linkedin_id constant text := v_value->>'linkedin_id';
  v_slug constant text := v_value->>'public_id';
  v_has_name constant boolean := v_value->>'name' is not null;
  -- Those that lead to the member from now on.
  v_slugs text[] := array_remove(array[v_slug, nullif(p_profile->>'requested_slug', v_slug)], null);
  v_reached profiles[];
  v_companies jsonb := '[]';
  v_kept jsonb := '{}';
  v_row profiles;
  v_next profiles;
  v_content profiles;
  v_created boolean;
  v_stale boolean;
  v_changed boolean := false;
  v_embedding constant jsonb := p_profile->'embedding';
  v_has_embedding boolean := false;
  v_is_partial boolean;
  v_model text;
  v_hash text;
begin
  select array_agg(p) into v_reached
    from profiles p where linkedin_id = v_linkedin_id or public_id = any (v_slugs) or aliases && v_slugs;
  if not v_has_name then
    select * into v_row from unnest(v_reached)
      where name is not null and field_sources->>'name' is distinct from 'request' limit 1;
    if found then
      return jsonb_build_object('masked', v_row.id);
    end if;
  end if;

  if jsonb_typeof(p_profile->'companies') = 'array' and p_profile->'companies' <> '[]' then
    v_companies := save_companies(p_profile->'companies');
  end if;

  if cardinality(v_reached) = 1 and coalesce((v_reached[1]).linkedin_id = v_linkedin_id, true) then
    v_row := v_reached[1];
  elsif v_reached is not null then
    -- An answer without a name is not good enough to take a slug away from anyone.
    v_row := resolve_member(
      v_reached, v_linkedin_id, v_slugs, case when v_has_name then v_fetched_at else '-infinity' end
    );
    -- Rows became one.
    v_changed := v_row <> all (v_reached);
    v_slugs := array(
      select slug from unnest(v_slugs) with ordinality as slugs (slug, place)
      where not exists (
        select from profiles where (public_id = slug or aliases @> array[slug]) and id is distinct from v_row.id
      ) order by place
    );
  end if;

  v_created := v_row.id is null;
  v_stale := coalesce(v_fetched_at < v_row.fetched_at, false);
  if v_stale then
    v_next := v_row;
    v_next.public_id := coalesce(v_row.public_id, v_slugs[1]);
  else
    if not v_created and not (v_has_name and v_row.source = v_source and v_row.field_sources = '{}') then
      v_kept := kept_fields(v_row, v_value || jsonb_build_object('companies', p_profile->'companies'), v_source);
    end if;
    v_next := jsonb_populate_record(v_row, v_value - array(select jsonb_object_keys(v_kept)));
    v_next.public_id := case when v_slug = any (v_slugs) then v_slug else coalesce(v_row.public_id, v_slugs[1]) end;
    v_next.experience := coalesce(v_next.experience, '[]');
    v_next.education := coalesce(v_next.education, '[]');
    v_next.certifications := coalesce(v_next.certifications, '[]');
    v_next.languages := coalesce(v_next.languages, '[]');
    v_next.skills := coalesce(v_next.skills, '{}');
    v_next.source := v_source;
    v_next.fetched_at := v_fetched_at;
    v_next.field_sources := (
      select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(v_kept) where value <> to_jsonb(v_source)
    );
    if p_profile->>'name_override' is not null then
      v_next.name := p_profile->>'name_override';
      if not v_has_name then
        v_next.field_sources := v_next.field_sources || '{"name": "request"}';
      end if;
    end if;
  end if;
  v_next.url := case
    when v_next.public_id = v_row.public_id and v_stale then v_row.url
    when v_next.public_id = v_slug then coalesce(v_value->>'url', member_url(v_slug))
    when v_next.public_id = v_row.public_id then v_row.url
    else member_url(v_next.public_id)
  end;
  v_next.linkedin_id := coalesce(v_linkedin_id, v_row.linkedin_id);
  v_next.suggested_role := coalesce(p_profile->>'suggested_role', v_row.suggested_role);
  v_next.aliases := array(
    select distinct alias from unnest(v_row.aliases || v_row.public_id || v_slugs) as alias
    where alias <> v_next.public_id order by alias
  );

  if v_created then
    insert into profiles (
      public_id, linkedin_id, aliases, url, name, position, about, city, country_code, location, followers, connections,
      profile_image_url, current_company, experience, education, certifications, languages, skills, suggested_role, source,
      fetched_at, field_sources
    ) values (
      v_next.public_id, v_next.linkedin_id, v_next.aliases, v_next.url, v_next.name, v_next.position, v_next.about,
      v_next.city, v_next.country_code, v_next.location, v_next.followers, v_next.connections, v_next.profile_image_url,
      v_next.current_company, v_next.experience, v_next.education, v_next.certifications, v_next.languages, v_next.skills,
      v_next.suggested_role, v_next.source, v_next.fetched_at, v_next.field_sources
    ) returning * into v_next;
    v_row := v_next;
  else
    -- Two answers with the same content changed nothing, wherever they came from.
    v_content := v_next;
    v_content.aliases := v_row.aliases;
    v_content.source := v_row.source;
    v_content.fetched_at := v_row.fetched_at;
    v_content.field_sources := v_row.field_sources;
    v_changed := v_changed or v_content is distinct from v_row;
    -- Nor are these in the text that the vector is of.
    v_content.suggested_role := v_row.suggested_role;
    v_content.public_id := v_row.public_id;
    v_content.url := v_row.url;
    v_content.linkedin_id := v_row.linkedin_id;
    if v_changed then
      v_next.updated_at := now();
    end if;
    perform put_profile(v_next);
    select model, text_hash into v_model, v_hash from embeddings where profile_id = v_row.id;
    v_has_embedding := found;
  end if;

  if p_profile->>'email' is not null then
    insert into profile_emails (email, profile_id, fetched_at) values (p_profile->>'email', v_next.id, v_fetched_at)
      on conflict (email) do update set profile_id = excluded.profile_id, fetched_at = excluded.fetched_at
      where profile_emails.fetched_at <= excluded.fetched_at;
  end if;
  insert into raw_payloads (profile_id, source, fetched_at, payload)
    values (v_next.id, v_source, v_fetched_at, (p_profile->>'raw')::json)
    on conflict (profile_id, source) do update set payload = excluded.payload, fetched_at = excluded.fetched_at
    where raw_payloads.fetched_at <= excluded.fetched_at;

  if not v_stale then
    -- The vector is of the answer. Where the row holds more than that, it serves until the right one is made: without a
    -- hash it counts as missing.
    v_is_partial := v_kept - 'companies' <> '{}';
    if jsonb_typeof(v_embedding) = 'object' then
      if not (v_has_embedding and v_model = v_embedding->>'model'
        and (v_hash = v_embedding->>'text_hash' or (v_is_partial and v_content is not distinct from v_row)))
      then
        perform put_embedding(
          v_next.id, null, case when v_is_partial then v_embedding || '{"text_hash": ""}' else v_embedding end
        );
        v_has_embedding := true;
      end if;
    elsif v_has_embedding and v_content is distinct from v_row then
      delete from embeddings where profile_id = v_next.id;
      v_has_embedding := false;
    end if;
    if jsonb_typeof(p_profile->'companies') = 'array' and not v_kept ? 'companies'
      and not (v_created and v_companies = '[]')
    then
      perform link_companies(v_next.id, v_companies);
    end if;
  end if;

  return jsonb_build_object(
    'profile', to_jsonb(v_next) - 'field_sources' || jsonb_build_object('has_embedding', v_has_embedding),
    'action', case when v_created then 'created' when v_changed then 'updated' else 'unchanged' end,
    'companies', case when v_companies = '[]' then v_companies else saved_companies(v_companies) end
  );
end $$;

-- Answers an entry for each profile, in their order: that of store_profile, or { error: SQLSTATE } where the data of this
-- one cannot be stored.
create function save_profiles(p_profiles jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_profile jsonb;
  v_saved jsonb[] := '{}';
begin
  perform lock_profiles(p_profiles);
  for v_profile in select value from jsonb_array_elements(p_profiles) loop
    begin
      v_saved := v_saved || store_profile(v_profile);
    exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
      v_saved := v_saved || jsonb_build_object('error', sqlstate);
    end;
  end loop;
  return to_jsonb(v_saved);
end $$;

-- One profile, for services that do not know save_profiles yet, nor an answer that changes nothing.
create or replace function save_profile(p_profile jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_saved jsonb;
begin
  perform lock_profiles(jsonb_build_array(p_profile));
  v_saved := store_profile(p_profile);
  if v_saved ? 'masked' then
    return (
      select jsonb_build_object('profile', to_jsonb(s), 'action', 'unchanged', 'companies', '[]'::jsonb)
      from stored_profiles s where s.id = (v_saved->>'masked')::uuid
    );
  end if;
  return v_saved;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261128000002';
$$;

-- Only the service calls what is new.
select only_for_service(
  '{}', array[
    'lock_profiles', 'kept_fields', 'saved_companies', 'store_profile', 'save_profiles'
  ]
);

notify pgrst, 'reload schema';
reset search_path;
