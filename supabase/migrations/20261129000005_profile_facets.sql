-- The commonest values of a field.

set search_path = public, extensions;

-- The values of a field of one person, as an expression over profile_documents d and profiles p.
create function values_of_field(p_field text) returns text
language sql immutable set search_path = public, extensions as $$
  select case
    when p_field = 'followers' then 'array[p.followers::text]'
    when p_field = 'fetched_at' then
      'array[to_char(p.fetched_at at time zone ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'')]'
    when p_field = 'is_current' then
      'array[case when d.facts @> array[''is_current:true''] then ''true'' when d.facts @> array[''is_current:false''] '
      'then ''false'' end]'
    when p_field = 'email' then 'array(select e.email from profile_emails e where e.profile_id = d.profile_id)'
    -- The place in the words of the source comes first.
    when p_field = 'location' then 'array[split_part(d.location, E''\u001f'', 2)]'
    when p_field = 'company_domain' then
      'string_to_array(d.company_domain, E''\u001f'') || array(select c.domain from profile_companies l '
      'join companies c on c.id = l.company_id where l.profile_id = d.profile_id)'
    when p_field = 'company_industry' then
      'string_to_array(d.company_industry, E''\u001f'') || array(select i from profile_companies l '
      'join companies c on c.id = l.company_id, unnest(c.industries) as i where l.profile_id = d.profile_id)'
    else format('string_to_array(d.%I, E''\u001f'')', p_field)
  end;
$$;

-- Answers [{ value, count }], the commonest first: in how many people each value is, whatever its case, among those who meet the
-- filter and have a value that starts with p_starts_with. Of more than 10,000 such people, the 20,000 stored last are counted.
-- Values of more than 200 characters are left out.
create function profile_facets(p_field text, p_starts_with text, p_filter jsonb, p_limit integer) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_given constant jsonb := jsonb_build_object(
    'filter', p_filter, 'value', jsonb_build_object('value', p_starts_with), 'prefix', lower(like_literal(p_starts_with)) || '%'
  );
  v_has_values constant jsonb := jsonb_build_object('field', p_field, 'type', 'exists', 'value', true);
  v_starts constant jsonb := jsonb_build_object('field', p_field, 'type', 'starts_with');
  v_values constant text := values_of_field(p_field);
  v_condition text := filter_condition(p_filter, 'filter,');
  v_count integer;
  v_facets jsonb;
begin
  if p_starts_with <> '' and p_field not in ('followers', 'fetched_at', 'is_current') then
    v_condition := format('(%s) and (%s)', v_condition, comparison_condition(v_starts, 'value,'));
  else
    v_condition := format('(%s) and (%s)', v_condition, comparison_condition(v_has_values, 'value,'));
  end if;
  v_count := counted_people(v_condition, v_given);
  execute format(
    $q$
      with found as %s (
        select d.seq, %s as values from %s where %s order by d.seq desc limit 20000
      ), counted as (
        select min(value) as value, count(*) as count
        from found, lateral (
          select distinct on (lower(value)) value from unnest(values) as value
          where value <> '' and length(value) <= 200 and ($2 = '' or lower(value) like $1->>'prefix')
          order by lower(value), value
        ) as of_person
        group by lower(value) order by count desc, lower(min(value)) limit $3
      )
      select coalesce(jsonb_agg(jsonb_build_object('value', value, 'count', count) order by count desc, lower(value)), '[]')
      from counted
    $q$,
    case when v_count > 10000 then 'not materialized' else 'materialized' end, v_values,
    -- For numbers and times the rows of the profiles too.
    people_of(v_condition || v_values), v_condition
  ) into v_facets using v_given, coalesce(p_starts_with, ''), p_limit;
  return v_facets;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000005';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['values_of_field', 'profile_facets']);

notify pgrst, 'reload schema';
reset search_path;
