-- Sources may send texts of any length. A person is searched by the beginning of those that no person has: the words of a row must
-- not take more than 1 MB, or it cannot be stored, and comparing a similar name takes the square of its length.

set search_path = public, extensions;
set statement_timeout = 0;

-- One statement, because each assignment to a field of a row takes as long as what is assigned.
create or replace function document_of(p profiles) returns profile_documents
language plpgsql stable set search_path = public, extensions as $$
declare
  separator constant text := E'\u001f';
  part constant text := E'\u001d';
  d profile_documents;
begin
  select p.id, p.seq,
      separator || left(v.name, 500) || separator,
      separator || v.headline || separator,
      separator || v.about || separator,
      separator || v.location || separator,
      separator || v.country_code || separator,
      separator || v.suggested_role || separator,
      separator || v.company || separator,
      separator || v.company_domain || separator,
      separator || v.company_industry || separator,
      separator || v.title || separator,
      separator || v.current_company || separator,
      separator || v.current_title || separator,
      separator || v.school || separator,
      separator || v.skill || separator,
      separator || v.source || separator,
      array[
        case when v.name is null then '-name' else 'name' end,
        case when v.headline is null then '-headline' else 'headline' end,
        case when v.about is null then '-about' else 'about' end,
        case when v.location is null then '-location' else 'location' end,
        case when v.country_code is null then '-country_code' else 'country_code' end,
        case when v.suggested_role is null then '-suggested_role' else 'suggested_role' end,
        case when v.company is null then '-company' else 'company' end,
        case when v.company_domain is null then '-company_domain' else 'company_domain' end,
        case when v.company_industry is null then '-company_industry' else 'company_industry' end,
        case when v.title is null then '-title' else 'title' end,
        case when v.current_company is null then '-current_company' else 'current_company' end,
        case when v.current_title is null then '-current_title' else 'current_title' end,
        case when v.school is null then '-school' else 'school' end,
        case when v.skill is null then '-skill' else 'skill' end,
        case when v.source is null then '-source' else 'source' end,
        case when v.has_current is null then '-is_current' else 'is_current' end,
        coalesce('is_current:' || v.has_current, 'is_current:unknown')
      ],
      setweight(to_tsvector('simple', left(split_part(words, part, 1), 20000)), 'A')
        || setweight(to_tsvector('simple', left(split_part(words, part, 2), 60000)), 'B')
        || setweight(to_tsvector('simple', left(split_part(words, part, 3), 60000)), 'C')
        || to_tsvector('simple', left(split_part(words, part, 4), 60000))
    into d
    from (
      select nullif(p.name, '') as name, nullif(p.position, '') as headline, nullif(p.about, '') as about,
        -- The place in the words of the source, the city, and both as lists show them.
        nullif(concat_ws(
          separator, nullif(p.location, ''), nullif(p.city, ''), nullif(place, coalesce(p.location, p.city))
        ), '') as location,
        place, nullif(p.country_code, '') as country_code, p.suggested_role,
        nullif(concat_ws(separator, stated, x.companies), '') as company,
        nullif(p.current_company->>'domain', '') as company_domain,
        nullif(p.current_company->>'industry', '') as company_industry,
        x.titles as title,
        nullif(concat_ws(separator, stated, x.current_companies), '') as current_company,
        x.current_titles as current_title, x.has_current,
        (select string_agg(nullif(e->>'school', ''), separator) from jsonb_array_elements(p.education) as e) as school,
        nullif(array_to_string(p.skills, separator), '') as skill, p.source
      from nullif(p.current_company->>'name', '') as stated,
        nullif(concat_ws(', ', nullif(p.location, ''), nullif(p.city, '')), '') as place,
        (
          select string_agg(nullif(e->>'title', ''), separator) as titles,
            string_agg(nullif(e->>'company', ''), separator) as companies,
            string_agg(nullif(e->>'title', ''), separator) filter (where e->'is_current' = 'true') as current_titles,
            string_agg(nullif(e->>'company', ''), separator) filter (where e->'is_current' = 'true')
              as current_companies,
            bool_or(e->'is_current' is not distinct from 'true') as has_current
          from jsonb_array_elements(p.experience) as e
        ) as x
      offset 0
    ) as v,
    search_text(concat(
      v.name, ' ', v.headline, part, v.title, ' ', v.company, part, concat_ws(
        ' ', v.skill, v.school, v.place, v.country_code, v.company_industry, v.company_domain
      ), part, left(v.about, 20000)
    )) as words;
  return d;
end $$;

update profile_documents set name = left(name, 501) || E'\u001f' where char_length(name) > 502;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000088';
$$;

notify pgrst, 'reload schema';
reset statement_timeout;
reset search_path;
