-- What an export shows of a stored person. The whole rows of a page of people would be megabytes.

set search_path = public, extensions;

-- p_ids: ids of profiles, also of those that were merged away. Answers in their order, null for those that are gone:
-- { name, position, location, country_code, url, current_company, positions: [{ title, company }] of the present,
-- linked_domain, source, fetched_at }; linked_domain is that of the stored company, which may know it where the profile does not.
create function profile_summaries(p_ids jsonb) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(summary order by place), '[]')
  from (
    select place, (
      select jsonb_build_object(
        'name', p.name, 'position', p.position, 'location', p.location, 'country_code', p.country_code, 'url', p.url,
        'current_company', p.current_company,
        'positions', (
          select coalesce(jsonb_agg(
            jsonb_build_object('title', position->'title', 'company', position->'company') order by number
          ), '[]')
          from jsonb_array_elements(p.experience) with ordinality as held (position, number)
          where position->'is_current' = 'true'
        ),
        'linked_domain', (
          select c.domain from profile_companies link join companies c on c.id = link.company_id
          where link.profile_id = p.id and c.domain is not null and (
            c.linkedin_id = p.current_company->>'company_id'
            or lower(c.company_name) = lower(p.current_company->>'name')
          )
          order by link.ordinal limit 1
        ),
        'source', p.source, 'fetched_at', p.fetched_at
      ) from profiles p where p.id = current_profile_id(given.id::uuid)
    ) as summary
    from jsonb_array_elements_text(p_ids) with ordinality as given (id, place)
  ) as summaries;
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261128000013';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['profile_summaries']);

notify pgrst, 'reload schema';
reset search_path;
