-- Lists and exports of companies: an index for every filter, and totals that are not counted without end.

set search_path = public, extensions;
-- A table that has grown already takes longer than the limit that Supabase sets for a statement.
set statement_timeout = 0;

create extension if not exists pg_trgm with schema extensions;

-- All industries of a company as one text. An index takes no function that may depend on settings, as that for any array may.
create function industries_text(p_industries text[]) returns text
language sql immutable set search_path = public, extensions as $$
  select array_to_string(p_industries, E'\n');
$$;

-- Matches fields that have the text anywhere, whatever its case, once they are in lower case themselves.
create function company_text_pattern(p_text text) returns text
language sql immutable set search_path = public, extensions as $$
  select '%' || replace(replace(replace(lower(p_text), '\', '\\'), '%', '\%'), '_', '\_') || '%';
$$;

create index companies_name_text on companies using gin (lower(company_name) gin_trgm_ops);
create index companies_industries_text on companies using gin (lower(industries_text(industries)) gin_trgm_ops);
create index companies_country on companies (country_code, seq);

-- p_filter: { name, domain, industry, country }, each of them optional. Answers what companies `c` must meet, without any of the values:
-- the statement has the filter as $1.
create function company_conditions(p_filter jsonb) returns text
language sql immutable set search_path = public, extensions as $$
  select concat_ws(
    ' and ', 'true',
    case when p_filter->>'domain' is not null then $c$c.domain = lower($1->>'domain')$c$ end,
    case when p_filter->>'country' is not null then $c$c.country_code = upper($1->>'country')$c$ end,
    case when p_filter->>'name' is not null then $c$lower(c.company_name) like company_text_pattern($1->>'name')$c$ end,
    case when p_filter->>'industry' is not null
      then $c$lower(industries_text(c.industries)) like company_text_pattern($1->>'industry')$c$ end
  );
$$;

drop function company_matches(companies, jsonb);

-- Newest first, after the row that p_after names; answers { rows, total, total_relation }. Up to 10,000 are counted. Where there are
-- more, enough of them are met by walking through the table in its order; fewer are found first and put in order.
create or replace function list_companies(p_filter jsonb, p_limit integer, p_after bigint default null) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_most constant integer := 10000;
  v_conditions constant text := company_conditions(p_filter);
  v_is_walk boolean;
  v_found bigint;
  v_rows jsonb;
begin
  execute format('select count(*) from (select from companies c where %s limit $2) as found', v_conditions)
    into v_found using p_filter, v_most + 1;
  v_is_walk := v_conditions = 'true' or v_found > v_most;
  execute format(
    $s$
      with found as %s (select c.seq from companies c where %s),
      page as (select f.seq from found f where f.seq < $2 order by f.seq desc limit $3)
      select coalesce(jsonb_agg(to_jsonb(c) order by c.seq desc), '[]') from page join companies c using (seq)
    $s$,
    case when v_is_walk then 'not materialized' else 'materialized' end, v_conditions
  ) into v_rows using p_filter, coalesce(p_after, 9223372036854775807), p_limit;
  return jsonb_build_object(
    'total', least(v_found, v_most),
    'total_relation', case when v_found > v_most then 'at_least' else 'exact' end,
    'rows', v_rows
  );
end $$;

-- Oldest first, after the row that p_after names, for exports: [{ …row, seq }]. Unless few are left, the table is walked through in its
-- order, so that all pages together read it once.
create function scan_companies(p_filter jsonb, p_limit integer, p_after bigint default null) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_few constant integer := 4 * p_limit;
  v_after constant bigint := coalesce(p_after, 0);
  v_conditions constant text := company_conditions(p_filter);
  v_left bigint;
  v_rows jsonb;
begin
  execute format('select count(*) from (select from companies c where %s and c.seq > $2 limit $3) as found', v_conditions)
    into v_left using p_filter, v_after, v_few + 1;
  execute format(
    $s$
      with found as %s (select c.seq from companies c where %s and c.seq > $2),
      page as (select f.seq from found f order by f.seq limit $3)
      select coalesce(jsonb_agg(to_jsonb(c) order by c.seq), '[]') from page join companies c using (seq)
    $s$,
    case when v_left > v_few then 'not materialized' else 'materialized' end, v_conditions
  ) into v_rows using p_filter, v_after, p_limit;
  return v_rows;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000041';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['industries_text', 'company_text_pattern', 'company_conditions', 'scan_companies']);

notify pgrst, 'reload schema';
reset statement_timeout;
reset search_path;
