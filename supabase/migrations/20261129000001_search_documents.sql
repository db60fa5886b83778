-- What people are searched and filtered by: a row beside each profile, kept current by triggers. The row of a profile
-- itself is written at every refresh, and each of its indexes with it; this one only if something in it changed.

create extension if not exists pg_trgm with schema extensions;
set search_path = public, extensions;
-- Tables that have grown already take longer than the limit that Supabase sets for a statement.
set statement_timeout = 0;

-- Each text holds the values of a field, every one of them between two separators (U+001F), so that one trigram index serves
-- equality, beginnings and parts of a value. Null where the field has no value.
create table profile_documents (
  profile_id uuid primary key references profiles on delete cascade,
  seq bigint not null unique,
  name text,
  headline text,
  about text,
  location text,
  country_code text,
  suggested_role text,
  company text,
  company_domain text,
  company_industry text,
  title text,
  current_company text,
  current_title text,
  school text,
  skill text,
  source text,
  -- For each of the fields its name if it has a value, else the name after a minus sign; and `is_current`, `-is_current`
  -- where no position is known, and `is_current:true` or `is_current:false`.
  facts text[] not null,
  words tsvector not null
);

-- The text without capitals and accents, and without the signs that make one word of several (node.js, co-founder), so that a
-- query and a document have the same words. Most texts are ASCII, which has no accents.
create function search_text(p_text text) returns text
language plpgsql immutable parallel safe set search_path = public, extensions as $$
begin
  return translate(
    case when octet_length(p_text) = char_length(p_text) then lower(p_text)
      else translate(
        lower(regexp_replace(normalize(p_text, nfkd), '[\u0300-\u036f]', '', 'g')), 'øłđðþßæœı', 'olddtsaoi'
      )
    end,
    './-@_<&', '       '
  );
end $$;

-- One statement, because each assignment to a field of a row takes as long as what is assigned.
create function document_of(p profiles) returns profile_documents
language plpgsql stable set search_path = public, extensions as $$
declare
  separator constant text := E'\u001f';
  part constant text := E'\u001d';
  d profile_documents;
begin
  select p.id, p.seq,
      separator || v.name || separator,
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
      setweight(to_tsvector('simple', split_part(words, part, 1)), 'A')
        || setweight(to_tsvector('simple', split_part(words, part, 2)), 'B')
        || setweight(to_tsvector('simple', split_part(words, part, 3)), 'C')
        || to_tsvector('simple', split_part(words, part, 4))
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

create function put_document() returns trigger
language plpgsql set search_path = public, extensions as $$
declare
  d constant profile_documents := document_of(new);
begin
  if tg_op = 'INSERT' then
    insert into profile_documents select d.*;
  else
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

create trigger profile_document_of_new after insert on profiles for each row execute function put_document();
create trigger profile_document_of_changed after update on profiles for each row
  when (
    (old.name, old.position, old.about, old.city, old.location, old.country_code, old.suggested_role, old.source,
      old.current_company, old.experience, old.education, old.skills)
    is distinct from
    (new.name, new.position, new.about, new.city, new.location, new.country_code, new.suggested_role, new.source,
      new.current_company, new.experience, new.education, new.skills)
  )
  execute function put_document();

insert into profile_documents select d.* from profiles p cross join lateral document_of(p) as d;

-- One index for all texts: a save then adds to one list of pending entries, not to fifteen. What is pending is read by every
-- search, so the list is kept short.
create index profile_documents_terms on profile_documents using gin (
  facts, words, name gin_trgm_ops, headline gin_trgm_ops, about gin_trgm_ops, location gin_trgm_ops,
  country_code gin_trgm_ops, suggested_role gin_trgm_ops, company gin_trgm_ops, company_domain gin_trgm_ops,
  company_industry gin_trgm_ops, title gin_trgm_ops, current_company gin_trgm_ops, current_title gin_trgm_ops,
  school gin_trgm_ops, skill gin_trgm_ops, source gin_trgm_ops
) with (gin_pending_list_limit = 1024);
create index profiles_followers on profiles (followers);
create index if not exists profiles_fetched_at on profiles (fetched_at);
create index profile_emails_parts on profile_emails using gin (email gin_trgm_ops);
analyze profile_documents;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000001';
$$;

-- Only the service reads, writes and calls what is new.
select only_for_service(
  array['profile_documents']::regclass[], array['search_text', 'document_of', 'put_document']
);

notify pgrst, 'reload schema';
reset statement_timeout;
reset search_path;
