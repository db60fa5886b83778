-- Lists and filters by indexes. Nothing counts further than 10,000: a larger total is told to be one.

set search_path = public, extensions;
set statement_timeout = 0;

-- Patterns for the texts of profile_documents, whose values stand between separators.
create function like_literal(p_value text) returns text
language sql immutable parallel safe set search_path = public, extensions as $$
  select translate(
    replace(replace(replace(p_value, '\', '\\'), '%', '\%'), '_', '\_'), E'\u001f', ' '
  );
$$;

create function value_equal_to(p_value text) returns text
language sql immutable parallel safe set search_path = public, extensions as $$
  select E'%\u001f' || like_literal(p_value) || E'\u001f%';
$$;

create function value_starting_with(p_value text) returns text
language sql immutable parallel safe set search_path = public, extensions as $$
  select E'%\u001f' || like_literal(p_value) || '%';
$$;

create function value_containing(p_value text) returns text
language sql immutable parallel safe set search_path = public, extensions as $$
  select '%' || like_literal(p_value) || '%';
$$;

create function values_equal_to(p_values jsonb) returns text[]
language sql immutable parallel safe set search_path = public, extensions as $$
  select array(select value_equal_to(value) from jsonb_array_elements_text(p_values) as value);
$$;

-- Without separators: for columns that hold one value.
create function lower_values(p_values jsonb) returns text[]
language sql immutable parallel safe set search_path = public, extensions as $$
  select array(select lower(value) from jsonb_array_elements_text(p_values) as value);
$$;

create function industry_list(p_industries text[]) returns text
language sql immutable parallel safe set search_path = public, extensions as $$
  select E'\u001f' || nullif(array_to_string(p_industries, E'\u001f'), '') || E'\u001f';
$$;

create function domain_list(p_domain text) returns text
language sql immutable parallel safe set search_path = public, extensions as $$
  select E'\u001f' || p_domain || E'\u001f';
$$;

create index companies_terms on companies using gin (
  domain_list(domain) gin_trgm_ops, industry_list(industries) gin_trgm_ops
) with (gin_pending_list_limit = 1024);

-- Numbers of a filter as bigint, the type of the columns, or no index would serve them.
create function rounded_down(p_number text) returns bigint
language sql immutable parallel safe set search_path = public, extensions as $$
  select least(greatest(floor(p_number::numeric), -9e18), 9e18)::bigint;
$$;

create function rounded_up(p_number text) returns bigint
language sql immutable parallel safe set search_path = public, extensions as $$
  select least(greatest(ceil(p_number::numeric), -9e18), 9e18)::bigint;
$$;

create function whole_numbers(p_numbers jsonb) returns bigint[]
language sql immutable parallel safe set search_path = public, extensions as $$
  select array(
    select rounded_down(value) from jsonb_array_elements_text(p_numbers) as value
    where rounded_down(value) = rounded_up(value)
  );
$$;

create function times_of(p_times jsonb) returns timestamptz[]
language sql stable parallel safe set search_path = public, extensions as $$
  select array(select value::timestamptz from jsonb_array_elements_text(p_times) as value);
$$;

-- The condition of one comparison as SQL. p_value is an expression that reads its value as text, p_json one that reads it as
-- JSON: no value is ever part of the statement.
create function text_condition(p_column text, p_type text, p_value text, p_json text) returns text
language sql immutable set search_path = public, extensions as $$
  select case p_type
    when '=' then format('%s ilike value_equal_to(%s)', p_column, p_value)
    when 'in' then format('%s ilike any (values_equal_to(%s))', p_column, p_json)
    when 'contains' then format('%s ilike value_containing(%s)', p_column, p_value)
    when 'starts_with' then format('%s ilike value_starting_with(%s)', p_column, p_value)
  end;
$$;

create function number_condition(p_column text, p_type text, p_value text, p_json text, p_from text, p_to text)
returns text
language sql immutable set search_path = public, extensions as $$
  select case p_type
    when '=' then format('%s between rounded_up(%s) and rounded_down(%s)', p_column, p_value, p_value)
    when 'in' then format('%s = any (whole_numbers(%s))', p_column, p_json)
    when '>' then format('%s > rounded_down(%s)', p_column, p_value)
    when '>=' then format('%s >= rounded_up(%s)', p_column, p_value)
    when '<' then format('%s < rounded_up(%s)', p_column, p_value)
    when '<=' then format('%s <= rounded_down(%s)', p_column, p_value)
    when 'between' then format('%s between rounded_up(%s) and rounded_down(%s)', p_column, p_from, p_to)
    when 'exists' then format('%s is not null', p_column)
  end;
$$;

create function time_condition(p_column text, p_type text, p_value text, p_json text, p_from text, p_to text)
returns text
language sql immutable set search_path = public, extensions as $$
  select case
    when p_type in ('=', '>', '>=', '<', '<=') then format('%s %s (%s)::timestamptz', p_column, p_type, p_value)
    when p_type = 'in' then format('%s = any (times_of(%s))', p_column, p_json)
    when p_type = 'between' then
      format('%s between (%s)::timestamptz and (%s)::timestamptz', p_column, p_from, p_to)
    when p_type = 'exists' then format('%s is not null', p_column)
  end;
$$;

create function email_condition(p_type text, p_value text, p_json text) returns text
language sql immutable set search_path = public, extensions as $$
  select case when p_type = 'exists' then 'exists (select from profile_emails e where e.profile_id = d.profile_id)'
    else format('d.profile_id in (select e.profile_id from profile_emails e where %s)', case p_type
      when '=' then format('e.email = lower(%s)', p_value)
      when 'in' then format('e.email = any (lower_values(%s))', p_json)
      when 'contains' then format('e.email ilike value_containing(%s)', p_value)
      when 'starts_with' then format('e.email ilike like_literal(%s) || ''%%''', p_value)
    end)
  end;
$$;

-- What the profile says of its company, or what is stored of the companies that it is linked to.
create function company_condition(p_field text, p_company text, p_type text, p_value text, p_json text) returns text
language sql immutable set search_path = public, extensions as $$
  select case
    when p_type = 'exists' then format(
      '(d.facts @> array[%L] or exists (select from profile_companies l join companies c on c.id = l.company_id '
      'where l.profile_id = d.profile_id and %s is not null))', p_field, p_company
    )
    else format(
      'd.profile_id in (select o.profile_id from profile_documents o where %s union all select l.profile_id '
      'from companies c join profile_companies l on l.company_id = c.id where %s)',
      text_condition('o.' || p_field, p_type, p_value, p_json), text_condition(p_company, p_type, p_value, p_json)
    )
  end;
$$;

-- One comparison at p_path of the filter $1. `!=` and `exists: false` hold where their opposite does not.
create function comparison_condition(p_node jsonb, p_path text) returns text
language plpgsql immutable set search_path = public, extensions as $$
declare
  v_field constant text := p_node->>'field';
  v_type constant text := case p_node->>'type' when '!=' then '=' else p_node->>'type' end;
  v_is_opposite constant boolean := p_node->>'type' = '!=' or (v_type = 'exists' and p_node->'value' = 'false');
  v_value constant text := format('$1#>>''{%svalue}''', p_path);
  v_json constant text := format('$1#>''{%svalue}''', p_path);
  v_from constant text := format('$1#>>''{%svalue,0}''', p_path);
  v_to constant text := format('$1#>>''{%svalue,1}''', p_path);
  v_sql constant text := case
    when v_field = 'followers' then number_condition('p.followers', v_type, v_value, v_json, v_from, v_to)
    when v_field = 'fetched_at' then time_condition('p.fetched_at', v_type, v_value, v_json, v_from, v_to)
    when v_field = 'email' then email_condition(v_type, v_value, v_json)
    when v_field = 'company_domain' then
      company_condition(v_field, 'domain_list(c.domain)', v_type, v_value, v_json)
    when v_field = 'company_industry' then
      company_condition(v_field, 'industry_list(c.industries)', v_type, v_value, v_json)
    when v_field = 'is_current' and v_type = '=' then
      format('d.facts @> array[''is_current:'' || (%s)]', v_value)
    when v_type = 'exists' and v_is_opposite then format('d.facts @> array[%L]', '-' || v_field)
    when v_type = 'exists' then format('d.facts @> array[%L]', v_field)
    when v_field in (
      'name', 'headline', 'about', 'location', 'country_code', 'suggested_role', 'company', 'title', 'current_company',
      'current_title', 'school', 'skill', 'source'
    ) then text_condition(format('d.%I', v_field), v_type, v_value, v_json)
  end;
begin
  if v_sql is null then
    raise exception 'No condition on % is of the type %', v_field, p_node->>'type' using errcode = '22023';
  elsif v_is_opposite and not (v_type = 'exists' and v_sql like 'd.facts%') then
    return format('(%s) is not true', v_sql);
  end if;
  return v_sql;
end $$;

-- The filter $1 as SQL over profile_documents d and, for numbers and times, profiles p. A filter is a comparison
-- { field, type, value } or a group { op: and | or | not, conditions }, where `not` holds if none of them does. The service
-- checks fields, types, depth and count.
create function filter_condition(p_node jsonb, p_path text default '') returns text
language plpgsql immutable set search_path = public, extensions as $$
declare
  v_parts text[];
begin
  if p_node is null or p_node = 'null' then
    return 'true';
  elsif not p_node ? 'op' then
    return comparison_condition(p_node, p_path);
  end if;
  v_parts := array(
    select '(' || filter_condition(node, format('%sconditions,%s,', p_path, place - 1)) || ')'
    from jsonb_array_elements(p_node->'conditions') with ordinality as nodes (node, place) order by place
  );
  return case p_node->>'op'
    when 'and' then coalesce(nullif(array_to_string(v_parts, ' and '), ''), 'true')
    when 'or' then coalesce(nullif(array_to_string(v_parts, ' or '), ''), 'false')
    when 'not' then format('(%s) is not true', coalesce(nullif(array_to_string(v_parts, ' or '), ''), 'false'))
  end;
end $$;

-- The filter of lists, { slug, email, name, company, location, suggested_role, where }, each of them optional. `company` is
-- the one that the profile states, and no other that is held now; `where` is a tree.
create function list_condition(p_filter jsonb) returns text
language sql immutable set search_path = public, extensions as $$
  select coalesce(string_agg(condition, ' and '), 'true')
  from (values
    ('slug', 'd.profile_id in (select id from profiles where public_id = $1->>''slug'' union all '
      'select id from profiles where aliases @> array[$1->>''slug''])'),
    ('email', 'd.profile_id in (select e.profile_id from profile_emails e where e.email = $1->>''email'')'),
    ('name', 'd.name ilike value_containing($1->>''name'')'),
    ('company', 'd.current_company ilike value_containing($1->>''company'') '
      'and contains_text(p.current_company->>''name'', $1->>''company'')'),
    ('location', 'd.location ilike value_containing($1->>''location'')'),
    ('suggested_role', 'd.suggested_role ilike value_equal_to($1->>''suggested_role'')'),
    ('where', '(' || filter_condition(p_filter->'where', 'where,') || ')')
  ) as conditions (field, condition)
  where p_filter->>field <> '' or (field in ('slug', 'email', 'suggested_role') and p_filter->>field = '');
$$;

create function people_of(p_condition text) returns text
language sql immutable set search_path = public, extensions as $$
  select case when p_condition ~ '\mp\.' then 'profile_documents d join profiles p on p.id = d.profile_id'
    else 'profile_documents d' end;
$$;

-- How many people meet the condition; 10,001 for more than 10,000.
create function counted_people(p_condition text, p_filter jsonb) returns integer
language plpgsql stable set search_path = public, extensions as $$
declare
  v_count integer;
begin
  execute format(
    'select count(*) from (select from %s where %s limit 10001) as counted', people_of(p_condition), p_condition
  ) into v_count using p_filter;
  return v_count;
end $$;

-- { total, total_relation } of what was counted to 10,001.
create function told_total(p_count integer) returns jsonb
language sql immutable set search_path = public, extensions as $$
  select jsonb_build_object(
    'total', least(p_count, 10000), 'total_relation', case when p_count > 10000 then 'at_least' else 'exact' end
  );
$$;

-- The ids of a page of the people who meet the condition, newest first, before p_before. Of many, enough are met by walking
-- through the table in its order; few are found first and put in order.
create function newest_people(
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
    case when p_count > 10000 or p_condition = 'true' then 'not materialized' else 'materialized' end,
    people_of(p_condition), p_condition
  ) into v_ids using p_filter, coalesce(p_before, 9223372036854775807), p_limit;
  return v_ids;
end $$;

create function profile_rows(p_ids uuid[]) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(to_jsonb(s) order by place), '[]')
  from unnest(p_ids) with ordinality as ids (id, place) join stored_profiles s using (id);
$$;

-- Newest first, after the row that p_after names; answers { rows, total, total_relation }.
create or replace function list_profiles(p_filter jsonb, p_limit integer, p_after bigint default null) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_condition constant text := list_condition(p_filter);
  v_count constant integer := counted_people(v_condition, p_filter);
begin
  return told_total(v_count) || jsonb_build_object(
    'rows', profile_rows(newest_people(v_condition, p_filter, v_count, p_after, p_limit))
  );
end $$;
alter function list_profiles(jsonb, integer, bigint) reset plan_cache_mode;

-- Those who meet a condition with the values of p_filter, in the order they were first stored: a page after p_after, and the
-- position to continue after, null at the end. Unless few are left, the table is walked through in its order, so that all pages
-- together read it once.
create function people_after(
  p_condition text, p_filter jsonb, p_after bigint, p_limit integer, out p_ids uuid[], out p_next bigint
)
language plpgsql stable set search_path = public, extensions as $$
declare
  v_condition constant text := format('(%s) and d.seq > $2', p_condition);
  v_people constant text := people_of(v_condition);
  v_after constant bigint := coalesce(p_after, 0);
  v_left integer;
begin
  execute format('select count(*) from (select from %s where %s limit $3) as counted', v_people, v_condition)
    into v_left using p_filter, v_after, 4 * p_limit + 1;
  execute format(
    $q$
      with found as %s (select d.profile_id, d.seq from %s where %s)
      select array_agg(profile_id order by seq), max(seq)
        from (select profile_id, seq from found order by seq limit $3) as page
    $q$,
    case when v_left > 4 * p_limit then 'not materialized' else 'materialized' end, v_people, v_condition
  ) into p_ids, p_next using p_filter, v_after, p_limit;
  if cardinality(p_ids) < p_limit then
    p_next := null;
  end if;
end $$;

-- In the order they were first stored, after p_after: { rows, next }; next is null at the end.
create function scan_profiles(p_filter jsonb, p_after bigint, p_limit integer) returns jsonb
language sql stable set search_path = public, extensions as $$
  select jsonb_build_object('rows', profile_rows(p_ids), 'next', p_next)
  from people_after(filter_condition(p_filter), p_filter, p_after, p_limit);
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000002';
$$;

-- Only the service calls what is new.
select only_for_service(
  '{}', array[
    'like_literal', 'value_equal_to', 'value_starting_with', 'value_containing', 'values_equal_to', 'lower_values',
    'industry_list', 'domain_list', 'rounded_down', 'rounded_up', 'whole_numbers', 'times_of', 'text_condition',
    'number_condition', 'time_condition', 'email_condition', 'company_condition', 'comparison_condition',
    'filter_condition', 'list_condition', 'people_of', 'counted_people', 'told_total', 'newest_people', 'profile_rows',
    'people_after', 'scan_profiles'
  ]
);

notify pgrst, 'reload schema';
reset statement_timeout;
reset search_path;
