-- A member is found by an address too, and under an id that was merged away.

set search_path = public, extensions;

-- The id that holds the data of p_id now: itself, unless it was merged away.
create function current_profile_id(p_id uuid) returns uuid
language sql stable set search_path = public, extensions as $$
  select coalesce((select profile_id from merged_profiles where id = p_id), p_id);
$$;

create function profile_with_id(p_id uuid) returns jsonb
language sql stable set search_path = public, extensions as $$
  select to_jsonb(s) from stored_profiles s where s.id = current_profile_id(p_id);
$$;

create function profile_with_email(p_email text) returns jsonb
language sql stable set search_path = public, extensions as $$
  select to_jsonb(s) from profile_emails e join stored_profiles s on s.id = e.profile_id where e.email = p_email;
$$;

-- Whether there was one. Where it is merged away at the same time, the row that it went to is deleted.
create function delete_profile(p_id uuid) returns boolean
language plpgsql set search_path = public, extensions as $$
declare
  v_id uuid;
begin
  while v_id is distinct from current_profile_id(p_id) loop
    v_id := current_profile_id(p_id);
    delete from profiles where id = v_id;
    if found then
      return true;
    end if;
  end loop;
  return false;
end $$;

-- { embedding, model }, with the vector as text; null without one.
create function embedding_of_profile(p_profile_id uuid) returns jsonb
language sql stable set search_path = public, extensions as $$
  select jsonb_build_object('embedding', embedding::text, 'model', model)
  from embeddings where profile_id = current_profile_id(p_profile_id);
$$;

-- p_references: [{ profile_id, source }]. Answers the payloads as text, null for those that are gone, of the first
-- references: as many as fit into p_bytes, one at least.
create function payloads_of(p_references jsonb, p_bytes bigint) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(payload order by place), '[]')
  from (
    select place, payload, sum(octet_length(payload)) over (order by place) - octet_length(payload) as bytes_before
    from (
      select place, (
          select r.payload::text from raw_payloads r
          where r.profile_id = current_profile_id((reference->>'profile_id')::uuid) and r.source = reference->>'source'
        ) as payload
      from jsonb_array_elements(p_references) with ordinality as given (reference, place)
    ) as payloads
  ) as measured
  where coalesce(bytes_before, 0) < p_bytes;
$$;

-- p_filter: { slug, email, name, company, location, suggested_role }, each of them optional.
create or replace function profile_matches(p stored_profiles, p_filter jsonb) returns boolean
language sql stable set search_path = public, extensions as $$
  select (p_filter->>'slug' is null or p.public_id = p_filter->>'slug' or p_filter->>'slug' = any (p.aliases))
    and (p_filter->>'email' is null
      or exists (select from profile_emails where profile_id = p.id and email = p_filter->>'email'))
    and (p_filter->>'suggested_role' is null or p.suggested_role = p_filter->>'suggested_role')
    and contains_text(p.name, p_filter->>'name')
    and contains_text(p.current_company->>'name', p_filter->>'company')
    and contains_text(concat_ws(', ', p.location, p.city), p_filter->>'location');
$$;

-- Newest first, after the row that p_after names; answers { rows, total }. A slug or an address leads to one row at most,
-- which is looked up before the other rows would be read; without any condition, none is looked at row by row.
create or replace function list_profiles(p_filter jsonb, p_limit integer, p_after bigint default null) returns jsonb
language plpgsql stable set search_path = public, extensions set plan_cache_mode = 'force_custom_plan' as $$
declare
  v_is_open constant boolean := jsonb_strip_nulls(p_filter) = '{}';
  v_ids uuid[];
begin
  if p_filter->>'email' is not null then
    v_ids := array(select profile_id from profile_emails where email = p_filter->>'email');
  elsif p_filter->>'slug' is not null then
    v_ids := array(select id from profiles where public_id = p_filter->>'slug' or aliases @> array[p_filter->>'slug']);
  end if;
  return jsonb_build_object(
    'total', (
      select count(*) from stored_profiles s
      where (v_ids is null or s.id = any (v_ids)) and (v_is_open or profile_matches(s, p_filter))
    ),
    'rows', (
      select coalesce(jsonb_agg(to_jsonb(page) order by page.seq desc), '[]')
      from (
        select * from stored_profiles s
        where (v_ids is null or s.id = any (v_ids)) and (v_is_open or profile_matches(s, p_filter))
          and (p_after is null or s.seq < p_after)
        order by s.seq desc limit p_limit
      ) as page
    )
  );
end $$;

-- Current positions first, then the latest start; a company once per position.
create or replace function companies_of_profile(p_profile_id uuid) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(
    jsonb_agg(to_jsonb(l) || jsonb_build_object('company', to_jsonb(c))
      order by l.is_current desc, l.start_date desc nulls last, l.ordinal),
    '[]'
  )
  from profile_companies l join companies c on c.id = l.company_id
  where l.profile_id = current_profile_id(p_profile_id);
$$;

-- Rows without a vector of the model that is of what they hold now, oldest first: [{ profile } | { company }].
create or replace function without_embedding(p_model text, p_limit integer) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(entry), '[]') from (
    (
      select jsonb_build_object('profile', to_jsonb(p)) as entry from profiles p
      where not exists (
        select from embeddings e where e.profile_id = p.id and e.model = p_model and e.text_hash <> ''
      )
      order by p.seq limit p_limit
    ) union all (
      select jsonb_build_object('company', to_jsonb(c)) from companies c
      where not exists (select from embeddings e where e.company_id = c.id and e.model = p_model)
      order by c.seq limit p_limit
    ) limit p_limit
  ) as missing;
$$;

-- Nothing happens when the owner was deleted while its text was embedded. A profile that was merged away meanwhile holds
-- more than that text by now: its vector serves until the right one is made, where there is none.
create or replace function save_embedding(p_profile_id uuid, p_company_id uuid, p_embedding jsonb) returns void
language plpgsql set search_path = public, extensions as $$
declare
  v_profile_id constant uuid := current_profile_id(p_profile_id);
begin
  perform from profiles where id = v_profile_id for key share;
  if not found then
    perform from companies where id = p_company_id for key share;
    if not found then
      return;
    end if;
  end if;
  if v_profile_id is not distinct from p_profile_id then
    perform put_embedding(p_profile_id, p_company_id, p_embedding);
  elsif not exists (select from embeddings where profile_id = v_profile_id) then
    perform put_embedding(v_profile_id, null, p_embedding || '{"text_hash": ""}');
  end if;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261128000003';
$$;

-- Only the service calls what is new.
select only_for_service(
  '{}', array[
    'current_profile_id', 'profile_with_id', 'profile_with_email', 'delete_profile', 'embedding_of_profile', 'payloads_of'
  ]
);

notify pgrst, 'reload schema';
reset search_path;
