-- `exists: false` by indexes also for fields that are not in the documents of people alone, and `!=` of what is true, false or unknown.

set search_path = public, extensions;

create function absence_of_company(p_field text, p_company text) returns text
language sql immutable set search_path = public, extensions as $$
  select format(
    'd.facts @> array[%L] and not exists (select from profile_companies l join companies c on c.id = l.company_id '
    'where l.profile_id = d.profile_id and %s is not null)', '-' || p_field, p_company
  );
$$;

-- Whether somebody has no value of the field. Null for fields whose absence is a fact of the document.
create function absence_condition(p_field text) returns text
language sql immutable set search_path = public, extensions as $$
  select case p_field
    when 'followers' then 'p.followers is null'
    when 'fetched_at' then 'false'
    when 'email' then 'not exists (select from profile_emails e where e.profile_id = d.profile_id)'
    when 'company_domain' then absence_of_company('company_domain', 'domain_list(c.domain)')
    when 'company_industry' then absence_of_company('company_industry', 'industry_list(c.industries)')
  end;
$$;

-- One comparison at p_path of the filter $1. `!=` holds where `=` does not.
create or replace function comparison_condition(p_node jsonb, p_path text) returns text
language plpgsql immutable set search_path = public, extensions as $$
declare
  v_field constant text := p_node->>'field';
  v_type constant text := case p_node->>'type' when '!=' then '=' else p_node->>'type' end;
  v_is_absence constant boolean := v_type = 'exists' and p_node->'value' = 'false';
  v_value constant text := format('$1#>>''{%svalue}''', p_path);
  v_json constant text := format('$1#>''{%svalue}''', p_path);
  v_from constant text := format('$1#>>''{%svalue,0}''', p_path);
  v_to constant text := format('$1#>>''{%svalue,1}''', p_path);
  v_sql constant text := case
    when v_is_absence then coalesce(absence_condition(v_field), format('d.facts @> array[%L]', '-' || v_field))
    when v_field = 'followers' then number_condition('p.followers', v_type, v_value, v_json, v_from, v_to)
    when v_field = 'fetched_at' then time_condition('p.fetched_at', v_type, v_value, v_json, v_from, v_to)
    when v_field = 'email' then email_condition(v_type, v_value, v_json)
    when v_field = 'company_domain' then
      company_condition(v_field, 'domain_list(c.domain)', v_type, v_value, v_json)
    when v_field = 'company_industry' then
      company_condition(v_field, 'industry_list(c.industries)', v_type, v_value, v_json)
    when v_field = 'is_current' and p_node->>'type' = '!=' then format(
      'd.facts && array_remove(''{is_current:true,is_current:false,is_current:unknown}''::text[], ''is_current:'' || (%s))', v_value
    )
    when v_field = 'is_current' and v_type = '=' then
      format('d.facts @> array[''is_current:'' || (%s)]', v_value)
    when v_type = 'exists' then format('d.facts @> array[%L]', v_field)
    when v_field in (
      'name', 'headline', 'about', 'location', 'country_code', 'suggested_role', 'company', 'title', 'current_company',
      'current_title', 'school', 'skill', 'source'
    ) then text_condition(format('d.%I', v_field), v_type, v_value, v_json)
  end;
begin
  if v_sql is null then
    raise exception 'No condition on % is of the type %', v_field, p_node->>'type' using errcode = '22023';
  elsif p_node->>'type' = '!=' and v_field <> 'is_current' then
    return format('(%s) is not true', v_sql);
  end if;
  return v_sql;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000075';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['absence_condition', 'absence_of_company']);

notify pgrst, 'reload schema';
reset search_path;
