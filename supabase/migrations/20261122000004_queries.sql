-- What the service asks for: pages with exact totals, neighbours of a vector, and what has no vector yet.

set search_path = public, extensions;

-- Text is matched anywhere in the field, whatever its case; comparing positions needs no pattern and so no escaping.
create function contains_text(p_field text, p_wanted text) returns boolean
language sql immutable set search_path = public, extensions as $$
  select p_wanted is null or strpos(lower(coalesce(p_field, '')), lower(p_wanted)) > 0;
$$;

-- p_filter: { slug, name, company, location, suggested_role }, each of them optional.
create function profile_matches(p stored_profiles, p_filter jsonb) returns boolean
language sql stable set search_path = public, extensions as $$
  select (p_filter->>'slug' is null or p.public_id = p_filter->>'slug' or p_filter->>'slug' = any (p.aliases))
    and (p_filter->>'suggested_role' is null or p.suggested_role = p_filter->>'suggested_role')
    and contains_text(p.name, p_filter->>'name')
    and contains_text(p.current_company->>'name', p_filter->>'company')
    and contains_text(concat_ws(', ', p.location, p.city), p_filter->>'location');
$$;

-- p_filter: { name, domain, industry, country }, each of them optional.
create function company_matches(c companies, p_filter jsonb) returns boolean
language sql stable set search_path = public, extensions as $$
  select (p_filter->>'domain' is null or c.domain = lower(p_filter->>'domain'))
    and (p_filter->>'country' is null or c.country_code = upper(p_filter->>'country'))
    and contains_text(c.company_name, p_filter->>'name')
    and contains_text(array_to_string(c.industries, E'\n'), p_filter->>'industry');
$$;

create function find_profile(p_slug text) returns jsonb
language sql stable set search_path = public, extensions as $$
  select to_jsonb(s) from stored_profiles s
  where s.public_id = p_slug or s.aliases @> array[p_slug]
  order by s.public_id = p_slug desc, s.seq
  limit 1;
$$;

-- Newest first, after the row that p_after names; answers { rows, total }.
create function list_profiles(p_filter jsonb, p_limit integer, p_after bigint default null) returns jsonb
language sql stable set search_path = public, extensions as $$
  select jsonb_build_object(
    'total', (select count(*) from stored_profiles s where profile_matches(s, p_filter)),
    'rows', (
      select coalesce(jsonb_agg(to_jsonb(page) order by page.seq desc), '[]')
      from (
        select * from stored_profiles s
        where profile_matches(s, p_filter) and (p_after is null or s.seq < p_after)
        order by s.seq desc limit p_limit
      ) as page
    )
  );
$$;

create function list_companies(p_filter jsonb, p_limit integer, p_after bigint default null) returns jsonb
language sql stable set search_path = public, extensions as $$
  select jsonb_build_object(
    'total', (select count(*) from companies c where company_matches(c, p_filter)),
    'rows', (
      select coalesce(jsonb_agg(to_jsonb(page) order by page.seq desc), '[]')
      from (
        select * from companies c
        where company_matches(c, p_filter) and (p_after is null or c.seq < p_after)
        order by c.seq desc limit p_limit
      ) as page
    )
  );
$$;

-- p_references: [{ linkedin_id, slug }].
create function find_companies(p_references jsonb) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(to_jsonb(c)), '[]') from companies c
  where c.linkedin_id in (select r->>'linkedin_id' from jsonb_array_elements(p_references) r)
    or c.slug in (select r->>'slug' from jsonb_array_elements(p_references) r);
$$;

-- Current positions first, then the latest start; a company once per position.
create function companies_of_profile(p_profile_id uuid) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(
    jsonb_agg(to_jsonb(l) || jsonb_build_object('company', to_jsonb(c))
      order by l.is_current desc, l.start_date desc nulls last, l.ordinal),
    '[]'
  )
  from profile_companies l join companies c on c.id = l.company_id
  where l.profile_id = p_profile_id;
$$;

-- Newest profile first, its positions in their order. The page begins after a position of a profile.
create function profiles_of_company(
  p_company_id uuid, p_limit integer, p_after_profile bigint default null, p_after_position integer default null
) returns jsonb
language sql stable set search_path = public, extensions as $$
  select jsonb_build_object(
    'total', (select count(*) from profile_companies l where l.company_id = p_company_id),
    'rows', (
      select coalesce(jsonb_agg(page.link order by page.seq desc, page.ordinal), '[]')
      from (
        select s.seq, l.ordinal, to_jsonb(l) || jsonb_build_object('profile', to_jsonb(s)) as link
        from profile_companies l join stored_profiles s on s.id = l.profile_id
        where l.company_id = p_company_id
          and (p_after_profile is null or (-s.seq, l.ordinal) > (-p_after_profile, p_after_position))
        order by s.seq desc, l.ordinal limit p_limit
      ) as page
    )
  );
$$;

-- Nearest first by cosine; equal ones in the order they were stored. p_vector is the text form of a vector.
create function match_profiles(
  p_vector text, p_model text, p_limit integer,
  p_min_similarity double precision default -1, p_filter jsonb default '{}', p_except uuid default null
) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(
    jsonb_agg(jsonb_build_object('profile', to_jsonb(s), 'similarity', 1 - distance) order by distance, s.seq), '[]'
  )
  from (
    select s.id, e.embedding <=> p_vector::vector as distance
    from embeddings e join stored_profiles s on s.id = e.profile_id
    where e.model = p_model
      and s.id is distinct from p_except
      and profile_matches(s, p_filter)
      and 1 - (e.embedding <=> p_vector::vector) >= p_min_similarity
    order by distance, s.seq
    limit p_limit
  ) as nearest
  join stored_profiles s using (id);
$$;

-- Rows without a vector of the model, oldest first: [{ profile } | { company }].
create function without_embedding(p_model text, p_limit integer) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(entry), '[]') from (
    (
      select jsonb_build_object('profile', to_jsonb(p)) as entry from profiles p
      where not exists (select from embeddings e where e.profile_id = p.id and e.model = p_model)
      order by p.seq limit p_limit
    ) union all (
      select jsonb_build_object('company', to_jsonb(c)) from companies c
      where not exists (select from embeddings e where e.company_id = c.id and e.model = p_model)
      order by c.seq limit p_limit
    ) limit p_limit
  ) as missing;
$$;

-- Nothing happens when the owner was deleted while its text was embedded.
create function save_embedding(p_profile_id uuid, p_company_id uuid, p_embedding jsonb) returns void
language plpgsql set search_path = public, extensions as $$
begin
  perform from profiles where id = p_profile_id for key share;
  if not found then
    perform from companies where id = p_company_id for key share;
    if not found then
      return;
    end if;
  end if;
  perform put_embedding(p_profile_id, p_company_id, p_embedding);
end $$;

-- Postgres lets everyone call a new function; only the service may call these.
do $$
declare
  routine regprocedure;
  role_name text;
begin
  for routine in
    select oid from pg_proc
    where pronamespace = 'public'::regnamespace and proname in (
      'put_company', 'merge_companies', 'resolve_company', 'put_embedding', 'put_raw_payload', 'content_of',
      'save_company', 'put_profile', 'lock_keys', 'keys_of', 'save_companies', 'link_companies', 'save_profile',
      'contains_text', 'profile_matches', 'company_matches', 'find_profile', 'list_profiles', 'list_companies',
      'find_companies', 'companies_of_profile', 'profiles_of_company', 'match_profiles', 'without_embedding',
      'save_embedding'
    )
  loop
    execute format('revoke execute on function %s from public', routine);
    for role_name in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
      execute format('revoke execute on function %s from %I', routine, role_name);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
      execute format('grant execute on function %s to service_role', routine);
    end if;
  end loop;
end $$;

reset search_path;
