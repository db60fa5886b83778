-- Rows whose text the embedder rejects stay without a vector; the repair passes them and comes to all others.

set search_path = public, extensions;

-- The defaults are for a release that is still running while this one is deployed.
drop function without_embedding(text, integer);

-- Rows without a vector of the model that is of what they hold now, profiles before companies, each oldest first:
-- [{ profile } | { company }]. It starts after the given profile or company, or at the beginning.
create function without_embedding(
  p_model text, p_limit integer, p_after_profile_id uuid default null, p_after_company_id uuid default null
) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(entry), '[]') from (
    (
      select jsonb_build_object('profile', to_jsonb(p)) as entry from profiles p
      where p_after_company_id is null
        and p.seq > coalesce((select seq from profiles where id = p_after_profile_id), 0)
        and not exists (
          select from embeddings e where e.profile_id = p.id and e.model = p_model and e.text_hash <> ''
        )
      order by p.seq limit p_limit
    ) union all (
      select jsonb_build_object('company', to_jsonb(c)) from companies c
      where c.seq > coalesce((select seq from companies where id = p_after_company_id), 0)
        and not exists (select from embeddings e where e.company_id = c.id and e.model = p_model)
      order by c.seq limit p_limit
    ) limit p_limit
  ) as missing;
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261128000009';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['without_embedding']);

notify pgrst, 'reload schema';
reset search_path;
