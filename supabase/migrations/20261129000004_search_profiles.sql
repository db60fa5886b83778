-- Search by words, by a vector, or by both, among the people who meet a filter.

set search_path = public, extensions;

-- Of up to so many people all vectors are compared. An index for neighbours finds few of those who meet a filter that is met
-- by few; this many are compared in a tenth of a second.
create function exact_people() returns integer
language sql immutable set search_path = public, extensions as $$
  select 10000;
$$;

-- Nearest first, equal ones in the order they were stored. The condition is met by p_count people, 10,001 for more; they are
-- p_until the last ones. p_given is what the condition reads as $1.
create function nearest_people(
  p_vector text, p_model text, p_limit integer, p_condition text, p_given jsonb, p_count integer, p_until bigint,
  p_except uuid default null
) returns table (id uuid, seq bigint, similarity double precision)
language plpgsql stable set search_path = public, extensions as $$
declare
  -- Reading the text loads pgvector, so its settings are known from here on.
  v_vector constant vector := p_vector::vector;
  v_people constant text := people_of(p_condition);
  v_has_index constant boolean := to_regclass('public.embeddings_nearest_people') is not null;
  v_has_sketch constant boolean := not v_has_index and exists (
    select from pg_attribute where attrelid = 'embeddings'::regclass and attname = 'sketch' and not attisdropped
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
  elsif p_count > 1000 and v_has_sketch then
    -- All rows are read, and not in the order of an index.
    v_setting := current_setting('enable_seqscan');
    perform set_config('enable_seqscan', 'on', true);
    return query execute format(
      $q$
        with found as materialized (
          select e.profile_id from embeddings e
          where e.model = $3 and e.profile_id is not null and e.profile_id is distinct from $5 and %s
          order by e.sketch <#> (
            select subvector($2, 1, 384) * sketch_signs(0)::vector + subvector($2, 385, 384) * sketch_signs(1)::vector
              + subvector($2, 769, 384) * sketch_signs(2)::vector + subvector($2, 1153, 384) * sketch_signs(3)::vector
          )
          limit 800 + $6
        )
        select f.profile_id, d.seq, 1 - (e.embedding <=> $2) as similarity
        from found f join embeddings e using (profile_id) join profile_documents d using (profile_id)
        where d.seq <= $4
        order by 3 desc, 2 limit $6
      $q$,
      case when p_condition = 'true' then 'true'
        else format('e.profile_id in (select d.profile_id from %s where %s)', v_people, p_condition) end
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

-- Nearest first by cosine; equal ones in the order they were stored. p_vector is the text form of a vector, p_filter that of
-- list_profiles. Answers [{ profile, similarity }].
create or replace function match_profiles(
  p_vector text, p_model text, p_limit integer,
  p_min_similarity double precision default -1, p_filter jsonb default '{}', p_except uuid default null
) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_condition constant text := list_condition(p_filter);
begin
  return (
    select coalesce(
      jsonb_agg(
        jsonb_build_object('profile', to_jsonb(s), 'similarity', n.similarity) order by n.similarity desc, n.seq
      ), '[]'
    )
    from nearest_people(
      p_vector, p_model, p_limit, v_condition, p_filter, counted_people(v_condition, p_filter), 9223372036854775807,
      p_except
    ) as n join stored_profiles s using (id)
    where n.similarity >= p_min_similarity
  );
end $$;
drop function match_profiles_exactly(text, text, integer, jsonb, uuid);
drop function match_profiles_by_index(text, text, integer, jsonb, uuid);
drop function profile_matches(stored_profiles, jsonb);

-- The words of a query in their order, 16 at most. Those that say nothing are left out, unless there are no others.
create function search_words(p_text text) returns text[]
language sql immutable set search_path = public, extensions as $$
  with words as (
    select lexeme, positions[1] as place,
      lexeme = any ('{a,an,and,at,by,for,from,in,of,on,or,the,to,with}') as is_small
    from unnest(to_tsvector('simple', search_text(p_text)))
  )
  select array(
    select lexeme from words where not is_small or not exists (select from words where not is_small)
    order by place limit 16
  );
$$;

-- The words as the text of a tsquery. Those of four letters or more are found at the beginning of longer ones too.
create function words_query(p_words text[], p_operator text) returns text
language sql immutable set search_path = public, extensions as $$
  select string_agg(
    '''' || replace(replace(word, '\', '\\'), '''', '''''') || '''' || case when length(word) > 3 then ':*' else '' end,
    p_operator
  )
  from unnest(p_words) as word;
$$;

-- The people who have the words, best first: how many of the words they have, and where. A word in the name or the headline
-- counts 1, in a title or a company 0.8, in a skill, a school or the place 0.6, in the text about the person 0.4, a little
-- more if it is there several times; the score is the mean over the words, in millionths. p_name also counts names that are
-- similar to it. Of more than 20,000 people those stored last are ranked.
create function people_with_words(
  p_condition text, p_given jsonb, p_count integer, p_until bigint, p_name text, p_limit integer
) returns table (id uuid, seq bigint, score integer, place bigint)
language plpgsql stable set search_path = public, extensions as $$
begin
  return query execute format(
    $q$
      with found as %s (
        select d.profile_id, d.seq, d.words, d.name from %s where (%s) and d.seq <= $2 order by d.seq desc limit 20000
      ), scored as (
        select profile_id, seq, (1e6 * greatest(
          least(1, 1.64493406685 * ts_rank('{0.4,0.6,0.8,1}', words, ($1->>'any')::tsquery)),
          0.8 * word_similarity($3, name)
        ))::integer as score
        from found
      )
      select profile_id, seq, score, row_number() over (order by score desc, seq desc)
      from scored order by score desc, seq desc limit $4
    $q$,
    case when p_count > 10000 then 'not materialized' else 'materialized' end, people_of(p_condition), p_condition
  ) using p_given, p_until, p_name, p_limit;
end $$;

-- A piece of the text with one of the words in it, of about 160 characters; null where there is none. p_patterns are those of
-- the words.
create function search_snippet(p_text text, p_patterns text[]) returns text
language plpgsql immutable set search_path = public, extensions as $$
declare
  v_value text;
  v_snippet text;
  v_words text[];
  v_at integer;
begin
  foreach v_value in array coalesce(string_to_array(btrim(p_text, E'\u001f'), E'\u001f'), '{}') loop
    if padded_words(v_value) like any (p_patterns) then
      if length(v_value) > 160 then
        v_words := regexp_split_to_array(left(v_value, 20000), '\s+');
        select greatest(place - 6, 1) into v_at from unnest(v_words) with ordinality as words (word, place)
          where padded_words(word) like any (p_patterns) order by place limit 1;
        v_value := case when v_at > 1 then '… ' else '' end
          || left(array_to_string(v_words[coalesce(v_at, 1):coalesce(v_at, 1) + 40], ' '), 150) || ' …';
      end if;
      if v_value <> all (coalesce(string_to_array(v_snippet, ', '), '{}')) then
        v_snippet := left(concat_ws(', ', v_snippet, v_value), 160);
      end if;
      exit when length(v_snippet) > 80;
    end if;
  end loop;
  return v_snippet;
end $$;

create function padded_words(p_text text) returns text
language sql immutable set search_path = public, extensions as $$
  select ' ' || regexp_replace(search_text(p_text), '[[:punct:][:space:]]+', ' ', 'g') || ' ';
$$;

-- Up to three fields of a person in which words are: [{ field, snippet }].
create function search_reasons(p_id uuid, p_words text[]) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', field, 'snippet', snippet) order by place), '[]')
  from (
    select place, field, snippet
    from profile_documents d,
      lateral (values
        (1, 'name', d.name), (2, 'headline', d.headline), (3, 'title', d.title), (4, 'company', d.company),
        (5, 'skill', d.skill), (6, 'school', d.school), (7, 'location', d.location),
        (8, 'company_industry', d.company_industry), (9, 'company_domain', d.company_domain), (10, 'about', d.about)
      ) as fields (place, field, text),
      search_snippet(text, array(
        select '% ' || like_literal(word) || case when length(word) > 3 then '%' else ' %' end from unnest(p_words) as word
      )) as snippet
    where d.profile_id = p_id and snippet is not null
    order by place limit 3
  ) as reasons;
$$;

-- p_query: { text, mode: hybrid | semantic | lexical, vector, model, filter, limit, min_similarity, cursor: [score, seq, until,
-- is_any] }. Answers { rows: [{ profile, score, similarity, lexical_rank, reasons }], total, total_relation, next }, where next
-- is the cursor of the next page or null.
--
-- The order is that of the score in millionths, then of seq, latest first; the cursor holds both of the last hit. People who were
-- stored after the first page do not come in between (until). Words are looked for as on the first page (is_any): all of them,
-- or any of them and similar names where nobody has all.
--
-- lexical: the score of people_with_words. semantic: the cosine, 0 where it is negative. hybrid: both rankings fused by
-- reciprocal ranks, 1 / (60 + rank), as the share of the highest possible sum: 1 is the first of both, a half the first of one
-- that is not in the other. The rank by meaning counts as one more: of two who are first and second in turn, the first is who
-- has the words. semantic and hybrid rank the best 200 of each. Without a text: 1, latest first.
create function search_profiles(p_query jsonb) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_ranked constant integer := 200;
  v_limit constant integer := (p_query->>'limit')::integer;
  v_cursor constant jsonb := case jsonb_typeof(p_query->'cursor') when 'array' then p_query->'cursor' end;
  v_before_score constant bigint := coalesce((v_cursor->>0)::bigint, 2000000);
  v_before_seq constant bigint := coalesce((v_cursor->>1)::bigint, 9223372036854775807);
  v_until constant bigint := coalesce((v_cursor->>2)::bigint, (select max(seq) from profile_documents), 0);
  v_words constant text[] := search_words(p_query->>'text');
  v_has_vector constant boolean := p_query->>'vector' is not null and p_query->>'mode' <> 'lexical';
  v_has_words constant boolean := p_query->>'mode' <> 'semantic' and cardinality(v_words) > 0;
  v_given constant jsonb := jsonb_build_object(
    'filter', p_query->'filter', 'all', words_query(v_words, ' & '), 'any', words_query(v_words, ' | '),
    'name', case when cardinality(v_words) <= 5 then left(search_text(p_query->>'text'), 200) end
  );
  v_filter constant text := filter_condition(p_query->'filter', 'filter,');
  v_lexical text := format('(%s) and d.words @@ ($1->>''all'')::tsquery', v_filter);
  v_is_any boolean := false;
  v_count integer;
  v_word_count integer;
  v_rows jsonb;
  v_last jsonb;
begin
  if v_has_words then
    if v_cursor is null then
      v_is_any := counted_people(v_lexical, v_given) = 0;
    else
      v_is_any := v_cursor->>3 = '1';
    end if;
    if v_is_any then
      perform set_config('pg_trgm.word_similarity_threshold', '0.35', true);
      v_lexical := case
        when v_given->>'name' is null then format('(%s) and d.words @@ ($1->>''any'')::tsquery', v_filter)
        else format('(%s) and (d.words @@ ($1->>''any'')::tsquery or d.name %%> ($1->>''name''))', v_filter)
      end;
    end if;
    v_word_count := counted_people(v_lexical, v_given);
  end if;
  v_count := case when v_has_vector or p_query->>'text' is null then counted_people(v_filter, v_given)
    else coalesce(v_word_count, 0) end;

  with lexical as (
    select * from people_with_words(
      v_lexical, v_given, v_word_count, v_until, case when v_is_any then v_given->>'name' end,
      case when v_has_vector then v_ranked else 20000 end
    ) where v_has_words
  ), semantic as (
    select n.id, n.seq, n.similarity, row_number() over (order by n.similarity desc, n.seq) as place
    from nearest_people(
      p_query->>'vector', p_query->>'model', v_ranked, v_filter, v_given, v_count, v_until
    ) as n
    where v_has_vector and n.similarity >= coalesce((p_query->>'min_similarity')::double precision, -1)
  ), ranked as (
    select coalesce(l.id, n.id) as id, coalesce(l.seq, n.seq) as seq, n.similarity, l.place as lexical_rank,
      case
        when not v_has_vector then l.score
        when not v_has_words then (1e6 * greatest(n.similarity, 0))::integer
        else (1e6 * 61 * 62 / 123 * (coalesce(1.0 / (60 + l.place), 0) + coalesce(1.0 / (61 + n.place), 0)))::integer
      end as score
    from lexical l full join semantic n on n.id = l.id
    where n.id is not null or not v_has_vector or p_query->>'min_similarity' is null
    union all
    select ids.id, d.seq, null, null, 1000000
    from unnest(newest_people(v_filter, v_given, v_count, v_before_seq, v_limit + 1)) as ids (id)
      join profile_documents d on d.profile_id = ids.id
    where p_query->>'text' is null
  ), page as (
    select * from ranked where (score, seq) < (v_before_score, v_before_seq) order by score desc, seq desc limit v_limit + 1
  ), numbered as (
    select *, row_number() over (order by score desc, seq desc) as number from page
  )
  select coalesce(jsonb_agg(
      jsonb_build_object(
        'profile', to_jsonb(s), 'score', score / 1e6, 'similarity', similarity, 'lexical_rank', lexical_rank,
        'reasons', search_reasons(n.id, v_words)
      ) order by number
    ) filter (where number <= v_limit), '[]'),
    case when count(*) > v_limit then
      (jsonb_agg(jsonb_build_array(score, n.seq, v_until, v_is_any::integer) order by number))->(v_limit - 1)
    end
    into v_rows, v_last
    from numbered n join stored_profiles s on s.id = n.id;
  return told_total(v_count) || jsonb_build_object('rows', v_rows, 'next', v_last);
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000004';
$$;

-- Only the service calls what is new.
select only_for_service(
  '{}', array[
    'exact_people', 'nearest_people', 'search_words', 'words_query', 'people_with_words', 'search_snippet',
    'padded_words', 'search_reasons', 'search_profiles'
  ]
);

notify pgrst, 'reload schema';
reset search_path;
