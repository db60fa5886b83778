-- Exports of people: those of a list, page by page in the order they were first stored, with what a table shows of them.

set search_path = public, extensions;

-- p_filter as of list_profiles. Answers { people: [{ profile, emails, linked_domain }], next }, after p_after; next is null at the end.
-- linked_domain is that of the stored company that the profile names, which may know it where the profile does not.
create function export_profiles(p_filter jsonb, p_limit integer, p_after bigint default null) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_ids uuid[];
  v_people jsonb;
  v_next bigint;
begin
  select p_ids, p_next into v_ids, v_next from people_after(list_condition(p_filter), p_filter, p_after, p_limit);
  select coalesce(jsonb_agg(jsonb_build_object(
      'profile', to_jsonb(s),
      'emails', (select coalesce(jsonb_agg(e.email order by e.email), '[]') from profile_emails e where e.profile_id = s.id),
      'linked_domain', (
        select c.domain from profile_companies link join companies c on c.id = link.company_id
        where link.profile_id = s.id and c.domain is not null and (
          c.linkedin_id = s.current_company->>'company_id'
          or lower(c.company_name) = lower(s.current_company->>'name')
        )
        order by link.ordinal limit 1
      )
    ) order by place), '[]') into v_people
  from unnest(v_ids) with ordinality as ids (id, place) join stored_profiles s using (id);
  return jsonb_build_object('people', v_people, 'next', v_next);
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000042';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['export_profiles']);

notify pgrst, 'reload schema';
reset search_path;
