-- The neighbours of a vector, by the index where there is one. An index of pgvector answers approximately and may give
-- fewer rows than there are when a filter drops many of them: what it leaves open is looked for in all rows.

set search_path = public, extensions;

-- Exact: the filter first, then the distance of what passed it.
create function match_profiles_exactly(
  p_vector text, p_model text, p_limit integer, p_filter jsonb, p_except uuid
) returns table (id uuid, distance double precision)
language sql stable set search_path = public, extensions as $$
  with candidates as materialized (
    select s.id, s.seq from stored_profiles s
    where s.id is distinct from p_except and (p_filter = '{}' or profile_matches(s, p_filter))
  ), distances as materialized (
    -- Before any order is asked for, or the planner could take the index after all. A query of its own for the vector:
    -- its text is read once, not once a row.
    select c.id, c.seq, e.embedding <=> (select p_vector::vector) as distance
    from candidates c join embeddings e on e.profile_id = c.id
    where e.model = p_model
  )
  select d.id, d.distance from distances d order by d.distance, d.seq limit p_limit;
$$;

-- The plan has to know the values: with an unknown limit the planner expects to read a tenth of all rows, for which no
-- index is worth while.
create function match_profiles_by_index(
  p_vector text, p_model text, p_limit integer, p_filter jsonb, p_except uuid
) returns table (id uuid, distance double precision)
language plpgsql stable set search_path = public, extensions set plan_cache_mode = 'force_custom_plan' as $$
declare
  -- Reading the text loads pgvector, so its settings are known from here on.
  v_vector constant vector := p_vector::vector;
begin
  perform set_config('hnsw.ef_search', greatest(100, least(p_limit, 1000))::text, true);
  -- pgvector 0.8 and later go on looking while a filter drops rows.
  if current_setting('hnsw.iterative_scan', true) is not null then
    perform set_config('hnsw.iterative_scan', 'strict_order', true);
  end if;
  return query
    select e.profile_id, e.embedding <=> v_vector
    from embeddings e join stored_profiles s on s.id = e.profile_id
    where e.profile_id is not null
      and e.model = p_model
      and e.profile_id is distinct from p_except
      and (p_filter = '{}' or profile_matches(s, p_filter))
    order by e.embedding <=> v_vector
    limit p_limit;
end $$;

-- Nearest first by cosine; equal ones in the order they were stored. p_vector is the text form of a vector.
-- Answers [{ profile, similarity }]. The wanted similarity is asked for last, so that the index is not in doubt whether
-- there are more.
create or replace function match_profiles(
  p_vector text, p_model text, p_limit integer,
  p_min_similarity double precision default -1, p_filter jsonb default '{}', p_except uuid default null
) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_ids uuid[] := '{}';
  v_distances double precision[] := '{}';
begin
  if to_regclass('public.embeddings_nearest_profiles') is not null then
    select coalesce(array_agg(n.id), '{}'), coalesce(array_agg(n.distance), '{}') into v_ids, v_distances
      from match_profiles_by_index(p_vector, p_model, p_limit, p_filter, p_except) n;
  end if;
  if cardinality(v_ids) < p_limit then
    select coalesce(array_agg(n.id), '{}'), coalesce(array_agg(n.distance), '{}') into v_ids, v_distances
      from match_profiles_exactly(p_vector, p_model, p_limit, p_filter, p_except) n;
  end if;
  return (
    select coalesce(
      jsonb_agg(jsonb_build_object('profile', to_jsonb(s), 'similarity', 1 - n.distance) order by n.distance, s.seq), '[]'
    )
    from unnest(v_ids, v_distances) as n (id, distance) join stored_profiles s using (id)
    where 1 - n.distance >= p_min_similarity
  );
end $$;

-- Postgres lets everyone call a new function, and Supabase grants it to the roles of its API; only the service may.
do $$
declare
  routine regprocedure;
  role_name text;
begin
  for routine in
    select oid from pg_proc
    where pronamespace = 'public'::regnamespace and proname in ('match_profiles_exactly', 'match_profiles_by_index')
  loop
    execute format('revoke execute on function %s from public', routine);
    for role_name in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
      execute format('revoke execute on function %s from %I', routine, role_name);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
      execute format('grant execute on function %s to service_role', routine);
    end if;
  end loop;
end $$;

reset search_path;
