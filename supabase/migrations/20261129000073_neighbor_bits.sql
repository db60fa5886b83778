-- The embedded Postgres, which has no index for neighbors, compares bits before it compares vectors: an eighth of the sketches
-- that it read of each person before.

set search_path = public, extensions;
-- A table that has grown already takes longer than the limit that Supabase sets for a statement.
set statement_timeout = 0;

-- The signs of a vector whose dimensions were mixed: the share of equal bits tells the angle between two vectors, give or take
-- 0.04 in the cosine, also of vectors that are mostly zeros. Each round replaces dimensions that are a certain distance apart by
-- their sum and their difference; after twelve rounds, with another distance each, every bit depends on all dimensions.
create function neighbor_bits(p_vector vector) returns bit
language plpgsql immutable parallel safe set search_path = public, extensions as $$
declare
  v vector := p_vector;
  apart integer;
begin
  foreach apart in array array[767, 761, 743, 701, 683, 619, 653, 719, 739, 673, 757, 727] loop
    v := (subvector(v, 1, apart) + subvector(v, apart + 1, apart)) || (subvector(v, 1, apart) - subvector(v, apart + 1, apart))
      || subvector(v, 2 * apart + 1, 1536 - 2 * apart);
  end loop;
  return binary_quantize(v);
end $$;

do $$
begin
  if current_setting('profile_store.embedded', true) = 'on' then
    alter table embeddings drop column sketch, add column bits bit(1536) generated always as
      (case when profile_id is not null then neighbor_bits(embedding) end) stored;
  end if;
end $$;

-- Nearest first, equal ones in the order they were stored. The condition is met by p_count people, 10,001 for more; they are
-- p_until the last ones. p_given is what the condition reads as $1.
--
-- Up to 1,000 people, or 10,000 where an index is for more, are compared one by one. More are found by the index, or by comparing
-- bits, and put in order by their vectors. Where a condition is met by more than 10,000, those with the most equal bits are
-- looked at first, so many that about a thousand of them meet it.
create or replace function nearest_people(
  p_vector text, p_model text, p_limit integer, p_condition text, p_given jsonb, p_count integer, p_until bigint,
  p_except uuid default null
) returns table (id uuid, seq bigint, similarity double precision)
language plpgsql stable set search_path = public, extensions as $$
declare
  -- Reading the text loads pgvector, so its settings are known from here on.
  v_vector constant vector := p_vector::vector;
  v_people constant text := people_of(p_condition);
  v_has_index constant boolean := to_regclass('public.embeddings_nearest_people') is not null;
  v_has_bits constant boolean := not v_has_index and exists (
    select from pg_attribute where attrelid = 'embeddings'::regclass and attname = 'bits' and not attisdropped
  );
  v_setting text;
begin
  if p_count > exact_people() and v_has_index then
    perform set_config('hnsw.ef_search', greatest(200, least(2 * p_limit, 1000))::text, true);
    -- pgvector 0.8 and later go on looking while a filter drops rows.
    if current_setting('hnsw.iterative_scan', true) is not null then
      perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
      perform set_config('hnsw.max_scan_tuples', '100000', true);
    end if;
    -- The index alone gives an order without sorting all rows.
    v_setting := current_setting('enable_sort');
    perform set_config('enable_sort', 'off', true);
    return query execute format(
      $q$
        with found as materialized (
          select d.profile_id, d.seq, e.embedding
          from embeddings e join %s on d.profile_id = e.profile_id
          where e.profile_id is not null and e.model = $3 and (%s) and d.seq <= $4 and d.profile_id is distinct from $5
          order by (e.embedding::halfvec(1536)) <=> $2::halfvec(1536)
          limit 2 * $6
        )
        select profile_id, seq, 1 - (embedding <=> $2) as similarity from found order by 3 desc, 2 limit $6
      $q$, case when v_people like '% join %' then '(' || v_people || ')' else v_people end, p_condition
    ) using p_given, v_vector, p_model, p_until, p_except, p_limit;
    perform set_config('enable_sort', v_setting, true);
  elsif p_count > 1000 and v_has_bits then
    -- Of many people all rows are read, and not in the order of an index.
    v_setting := current_setting('enable_seqscan');
    perform set_config('enable_seqscan', case when p_count > 10000 then 'on' else v_setting end, true);
    return query execute format(
      $q$
        with found as materialized (%s)
        select f.profile_id, d.seq, 1 - (e.embedding <=> $2) as similarity
        from found f join embeddings e using (profile_id) join profile_documents d using (profile_id)
        where d.seq <= $4
        order by 3 desc, 2 limit $6
      $q$,
      case
        when p_count <= 10000 then format(
          $q$
            select e.profile_id
            from (select d.profile_id from %s where %s offset 0) as those join embeddings e using (profile_id)
            where e.model = $3 and e.profile_id is distinct from $5
            order by e.bits <~> neighbor_bits($2) limit 800 + $6
          $q$, v_people, p_condition
        )
        else format(
          $q$
            select profile_id from (
              select e.profile_id from embeddings e
              where e.model = $3 and e.profile_id is not null and e.profile_id is distinct from $5
              order by e.bits <~> (select neighbor_bits($2))
              limit (800 + $6) * case when %1$L = 'true' then 1 else 1 + (select max(seq) from profile_documents) / 10000 end
            ) as nearest
            where %1$L = 'true' or (
              select true from %2$s where d.profile_id = nearest.profile_id and (%1$s)
            )
            limit 800 + $6
          $q$, p_condition, v_people
        )
      end
    ) using p_given, v_vector, p_model, p_until, p_except, p_limit;
    perform set_config('enable_seqscan', v_setting, true);
  else
    return query execute format(
      $q$
        with found as materialized (
          select d.profile_id, d.seq from %s where (%s) and d.seq <= $4 and d.profile_id is distinct from $5
        ), compared as materialized (
          select f.profile_id, f.seq, 1 - (e.embedding <=> $2) as similarity
          from found f join embeddings e using (profile_id) where e.model = $3
        )
        select profile_id, seq, similarity from compared order by 3 desc, 2 limit $6
      $q$, v_people, p_condition
    ) using p_given, v_vector, p_model, p_until, p_except, p_limit;
  end if;
end $$;
drop function sketch_signs(integer);

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000073';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['neighbor_bits']);

notify pgrst, 'reload schema';
reset statement_timeout;
reset search_path;
