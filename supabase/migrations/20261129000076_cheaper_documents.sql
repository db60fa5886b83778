-- Less work for a filter of numbers and times alone, and for a person of whom nothing changed that is searched.

set search_path = public, extensions;

-- As people_of; for conditions on numbers and times alone without the documents, each of which would be read.
create function counted_rows(p_condition text) returns text
language sql immutable set search_path = public, extensions as $$
  select case when p_condition !~ '\md\.' and p_condition ~ '\mp\.' then
      'profiles p cross join lateral (select p.id as profile_id, p.seq) as d'
    else people_of(p_condition) end;
$$;

-- How many people meet the condition; 10,001 for more than 10,000.
create or replace function counted_people(p_condition text, p_filter jsonb) returns integer
language plpgsql stable set search_path = public, extensions as $$
declare
  v_count integer;
begin
  execute format(
    'select count(*) from (select from %s where %s limit 10001) as counted', counted_rows(p_condition), p_condition
  ) into v_count using p_filter;
  return v_count;
end $$;

-- The ids of a page of the people who meet the condition, newest first, before p_before.
create or replace function newest_people(
  p_condition text, p_filter jsonb, p_count integer, p_before bigint, p_limit integer
) returns uuid[]
language plpgsql stable set search_path = public, extensions as $$
declare
  v_ids uuid[];
begin
  execute format(
    $q$
      with found as %s (select d.profile_id, d.seq from %s where %s)
      select array(select profile_id from found where seq < $2 order by seq desc limit $3)
    $q$,
    case when p_condition = 'true' or is_walk_shorter(p_count, p_limit) then 'not materialized' else 'materialized' end,
    counted_rows(p_condition), p_condition
  ) into v_ids using p_filter, coalesce(p_before, 9223372036854775807), p_limit;
  return v_ids;
end $$;

-- A document that says the same as before is not written again: dates of positions, for example, are not in it.
create or replace function put_document() returns trigger
language plpgsql set search_path = public, extensions as $$
declare
  d constant profile_documents := document_of(new);
begin
  if tg_op = 'INSERT' then
    insert into profile_documents select d.*;
  elsif not exists (select from profile_documents as now where now.profile_id = new.id and now is not distinct from d) then
    update profile_documents set
      name = d.name, headline = d.headline, about = d.about, location = d.location, country_code = d.country_code,
      suggested_role = d.suggested_role, company = d.company, company_domain = d.company_domain,
      company_industry = d.company_industry, title = d.title, current_company = d.current_company,
      current_title = d.current_title, school = d.school, skill = d.skill, source = d.source, facts = d.facts,
      words = d.words
    where profile_id = new.id;
  end if;
  return null;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000076';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['counted_rows']);

notify pgrst, 'reload schema';
reset search_path;
