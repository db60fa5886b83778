-- Who is the same member. The number is the authority: a row has one at most, and no two rows have the same. A slug leads
-- to one row, as its public id or as an alias, and belongs to the member who has it now. Two rows that turn out to be one
-- member are merged, and the id of the one that goes answers with the other.

set search_path = public, extensions;
-- Tables that have grown already take longer than the limit that Supabase sets for a statement.
set statement_timeout = 0;

alter table profiles
  alter column public_id drop not null,
  alter column url drop not null,
  add check (num_nonnulls(public_id, linkedin_id) > 0),
  -- Fields that did not come from `source`, with where they came from: `request` for a name that no source gave.
  -- `companies` stands for the links.
  add column field_sources jsonb not null default '{}';

-- The addresses a member was found by; an address belongs to whom it led to last.
create table profile_emails (
  email text primary key,
  profile_id uuid not null references profiles on delete cascade,
  fetched_at timestamptz not null
);
create index profile_emails_profile on profile_emails (profile_id);

-- Ids of rows that were merged away, with the row that holds their data now.
create table merged_profiles (
  id uuid primary key,
  profile_id uuid not null references profiles on delete cascade
);
create index merged_profiles_profile on merged_profiles (profile_id);

-- One payload per profile and source, so that what one source sent does not replace what another one did.
alter table raw_payloads drop constraint raw_payloads_profile_id_key, add unique (profile_id, source);

create or replace function content_of(p_row jsonb) returns jsonb
language sql immutable set search_path = public, extensions as $$
  select p_row - array['id', 'seq', 'aliases', 'source', 'fetched_at', 'field_sources', 'created_at', 'updated_at'];
$$;

-- The fields that a source gives about a member and that are known, without what identifies or labels the member.
create function known_fields(p_row jsonb) returns jsonb
language sql immutable set search_path = public, extensions as $$
  select coalesce(jsonb_object_agg(key, value), '{}')
  from jsonb_each(content_of(p_row) - array['public_id', 'linkedin_id', 'url', 'suggested_role', 'has_embedding'])
  where value not in ('null', '[]', '""');
$$;

-- The address of a slug, in the same spelling as encodeURIComponent's.
create function member_url(p_slug text) returns text
language sql immutable set search_path = public, extensions as $$
  select 'https://www.linkedin.com/in/' || string_agg(
      case
        when sign ~ '[A-Za-z0-9_.!~*''()-]' then sign
        else upper(regexp_replace(encode(convert_to(sign, 'UTF8'), 'hex'), '(..)', '%\1', 'g'))
      end,
      '' order by place
    ) || '/'
  from regexp_split_to_table(p_slug, '') with ordinality as signs (sign, place);
$$;

create or replace function put_profile(p profiles) returns profiles
language plpgsql set search_path = public, extensions as $$
begin
  update profiles set
    public_id = p.public_id, linkedin_id = p.linkedin_id, aliases = p.aliases, url = p.url, name = p.name,
    position = p.position, about = p.about, city = p.city, country_code = p.country_code, location = p.location,
    followers = p.followers, connections = p.connections, profile_image_url = p.profile_image_url,
    current_company = p.current_company, experience = coalesce(p.experience, '[]'),
    education = coalesce(p.education, '[]'), certifications = coalesce(p.certifications, '[]'),
    languages = coalesce(p.languages, '[]'), skills = coalesce(p.skills, '{}'), suggested_role = p.suggested_role,
    source = p.source, fetched_at = p.fetched_at, field_sources = p.field_sources, created_at = p.created_at,
    updated_at = p.updated_at
  where id = p.id;
  return p;
end $$;

-- Two rows turned out to be one member: the older id stays, with the content that was fetched last. What that does not
-- know is taken from the other row.
create function merge_profiles(a profiles, b profiles) returns profiles
language plpgsql set search_path = public, extensions as $$
declare
  kept constant profiles := case when a.seq < b.seq then a else b end;
  dropped constant profiles := case when a.seq < b.seq then b else a end;
  latest constant profiles := case when b.fetched_at > a.fetched_at then b else a end;
  earlier constant profiles := case when b.fetched_at > a.fetched_at then a else b end;
  both_ids constant uuid[] := array[a.id, b.id];
  v_known jsonb := known_fields(to_jsonb(latest));
  v_earlier jsonb := known_fields(to_jsonb(earlier));
  v_links uuid := latest.id;
  v_filled jsonb;
  merged profiles;
begin
  -- A name that a source gave is better than one that only a request gave.
  if latest.field_sources->>'name' = 'request' and earlier.field_sources->>'name' is distinct from 'request' then
    v_known := v_known - 'name';
  end if;
  if not exists (select from profile_companies where profile_id = latest.id)
    and exists (select from profile_companies where profile_id = earlier.id)
  then
    v_links := earlier.id;
    v_earlier := v_earlier || '{"companies": true}';
  end if;
  v_filled := v_earlier - array(select jsonb_object_keys(v_known));

  merged := jsonb_populate_record(latest, v_filled);
  merged.field_sources := latest.field_sources - array(select jsonb_object_keys(v_filled)) || (
    select coalesce(jsonb_object_agg(field, origin), '{}')
    from jsonb_object_keys(v_filled) as field,
      coalesce(earlier.field_sources->>field, earlier.source) as origin
    where origin <> latest.source
  );
  merged.id := kept.id;
  merged.seq := kept.seq;
  merged.linkedin_id := coalesce(latest.linkedin_id, earlier.linkedin_id);
  merged.public_id := coalesce(latest.public_id, earlier.public_id);
  merged.url := coalesce(latest.url, earlier.url);
  merged.aliases := array(
    select distinct alias from unnest(a.aliases || b.aliases || array[a.public_id, b.public_id]) as alias
    where alias <> merged.public_id order by alias
  );
  merged.suggested_role := coalesce(latest.suggested_role, earlier.suggested_role);
  merged.created_at := least(a.created_at, b.created_at);
  merged.updated_at := now();

  delete from profile_companies where profile_id = any (both_ids) and profile_id <> v_links;
  update profile_companies set profile_id = kept.id where profile_id = dropped.id;
  delete from embeddings where profile_id = earlier.id and exists (select from embeddings where profile_id = latest.id);
  -- A vector without a hash is found, and made again from what the row holds now.
  update embeddings set
    profile_id = kept.id,
    text_hash = case when profile_id = latest.id and v_filled - 'companies' = '{}' then text_hash else '' end
  where profile_id = any (both_ids);
  delete from raw_payloads r using raw_payloads other
    where r.profile_id = any (both_ids) and other.profile_id = any (both_ids) and r.source = other.source
      and (r.fetched_at, r.profile_id = latest.id) < (other.fetched_at, other.profile_id = latest.id);
  update raw_payloads set profile_id = kept.id where profile_id = dropped.id;
  update profile_emails set profile_id = kept.id where profile_id = dropped.id;
  update merged_profiles set profile_id = kept.id where profile_id = dropped.id;
  insert into merged_profiles (id, profile_id) values (dropped.id, kept.id);
  delete from profiles where id = dropped.id;
  return put_profile(merged);
end $$;

-- Another member has these slugs now. Where one was the public id, an alias takes its place, rather not one of the opaque
-- ids that LinkedIn uses in links.
create function release_slugs(p profiles, p_slugs text[]) returns void
language plpgsql set search_path = public, extensions as $$
declare
  v_left text[] := array(
    select alias from unnest(p.aliases) with ordinality as aliases (alias, place)
    where alias <> all (p_slugs) order by alias ~ '^A[A-Z][A-Za-z]AA[\w-]{20,}$', place
  );
begin
  if p.public_id = any (p_slugs) then
    update profiles set public_id = v_left[1], url = member_url(v_left[1]), aliases = v_left[2:], updated_at = now()
      where id = p.id;
  else
    update profiles set aliases = v_left, updated_at = now() where id = p.id;
  end if;
end $$;

-- The one row of a member, of all those that the number and the slugs lead to; null where none of them is the member's.
-- The slugs are those that the member had at p_fetched_at, the own one first. Rows with another number lose them, unless
-- they were fetched later.
create function resolve_member(
  p_reached profiles[], p_linkedin_id text, p_slugs text[], p_fetched_at timestamptz
) returns profiles
language plpgsql set search_path = public, extensions as $$
declare
  v_linkedin_id constant text := coalesce(p_linkedin_id, (
    select linkedin_id from unnest(p_reached) where linkedin_id is not null
    order by public_id is not distinct from p_slugs[1] or aliases @> p_slugs[1:1] desc, fetched_at desc limit 1
  ));
  v_row profiles;
  v_member profiles;
begin
  for v_row in select * from unnest(p_reached) order by seq loop
    if v_row.linkedin_id <> v_linkedin_id then
      if v_row.fetched_at <= p_fetched_at then
        perform release_slugs(v_row, p_slugs);
      end if;
    elsif v_member.id is null then
      v_member := v_row;
    else
      v_member := merge_profiles(v_member, v_row);
    end if;
  end loop;
  return v_member;
end $$;

-- Rows of before: the slug decided, so a number can be in several rows, and a slug can be the public id of one row and an
-- alias of another. A slug goes to the row that was fetched last, as it would have.
do $$
declare
  v_rows profiles[];
  v_latest profiles;
  v_linkedin_id text;
  v_slug text;
begin
  for v_linkedin_id in
    select linkedin_id from profiles where linkedin_id is not null group by linkedin_id having count(*) > 1
  loop
    select array_agg(p) into v_rows from profiles p where linkedin_id = v_linkedin_id;
    perform resolve_member(v_rows, v_linkedin_id, '{}', '-infinity');
  end loop;
  for v_slug in
    select slug from (select public_id as slug from profiles union all select unnest(aliases) from profiles) as slugs
    where slug is not null group by slug having count(*) > 1
  loop
    select array_agg(p) into v_rows from profiles p where public_id = v_slug or aliases @> array[v_slug];
    select * into v_latest from unnest(v_rows) order by fetched_at desc, public_id is not distinct from v_slug desc limit 1;
    perform resolve_member(v_rows, v_latest.linkedin_id, array[v_slug], v_latest.fetched_at);
  end loop;
end $$;

drop index profiles_linkedin_id;
create unique index profiles_linkedin_id on profiles (linkedin_id);

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261128000001';
$$;

-- Only the service reads, writes and calls what is new: row-level security without a policy shuts out every other role.
-- Postgres lets everyone call a new function, and Supabase grants it to the roles of its API.
create function only_for_service(p_tables regclass[], p_functions text[]) returns void
language plpgsql set search_path = public, extensions as $$
declare
  role_name text;
  v_table regclass;
  v_function regprocedure;
  v_functions constant regprocedure[] := array(
    select oid from pg_proc where pronamespace = 'public'::regnamespace and proname = any (p_functions)
  );
begin
  foreach v_table in array p_tables loop
    execute format('alter table %s enable row level security', v_table);
  end loop;
  foreach v_function in array v_functions loop
    execute format('revoke execute on function %s from public', v_function);
  end loop;
  for role_name in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
    foreach v_table in array p_tables loop
      execute format('revoke all on %s from %I', v_table, role_name);
      if role_name = 'service_role' then
        execute format('grant select, insert, update, delete on %s to service_role', v_table);
      end if;
    end loop;
    foreach v_function in array v_functions loop
      execute format('revoke execute on function %s from %I', v_function, role_name);
      if role_name = 'service_role' then
        execute format('grant execute on function %s to service_role', v_function);
      end if;
    end loop;
  end loop;
end $$;

select only_for_service(
  array['profile_emails', 'merged_profiles']::regclass[],
  array['only_for_service', 'known_fields', 'member_url', 'merge_profiles', 'release_slugs', 'resolve_member']
);

notify pgrst, 'reload schema';
reset statement_timeout;
reset search_path;
