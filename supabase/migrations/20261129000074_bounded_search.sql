-- A search ranks a bounded number of people, whatever their number is, and its scores tell how good a hit is.

set search_path = public, extensions;

-- How many were stored, those who were deleted since included.
create function people_stored() returns bigint
language sql stable set search_path = public, extensions as $$
  select coalesce(max(seq), 0) from profile_documents;
$$;

-- Whether p_limit of p_count people are met sooner by walking through all in their order than by finding them first: then the
-- p_limit / p_count of all that are walked through are fewer than p_count.
create function is_walk_shorter(p_count integer, p_limit integer) returns boolean
language sql stable set search_path = public, extensions as $$
  select p_count > 10000 or p_count::numeric * p_count > p_limit * people_stored();
$$;

-- The ids of a page of the people who meet the condition, newest first, before p_before.
create or replace function newest_people(
  p_condition text, p_filter jsonb, p_count integer, p_before bigint, p_limit integer
) returns uuid[]
language plpgsql stable set search_path = public, extensions as $$
declare
  v_ids uuid[];
begin
  execute format(
    $q$
      with found as %s (select d.profile_id, d.seq from %s where %s)
      select array(select profile_id from found where seq < $2 order by seq desc limit $3)
    $q$,
    case when p_condition = 'true' or is_walk_shorter(p_count, p_limit) then 'not materialized' else 'materialized' end,
    people_of(p_condition), p_condition
  ) into v_ids using p_filter, coalesce(p_before, 9223372036854775807), p_limit;
  return v_ids;
end $$;

-- Names that are similar to a text, which may be misspelled: { id: score }, in millionths, at most 200. A name that is less
-- similar counts only if there is no better one.
create function similar_names(p_filter text, p_given jsonb, p_until bigint) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_threshold text;
  v_names jsonb;
begin
  foreach v_threshold in array array['0.6', '0.35'] loop
    perform set_config('pg_trgm.word_similarity_threshold', v_threshold, true);
    execute format(
      $q$
        select jsonb_object_agg(profile_id, score) from (
          select profile_id, (8e5 * word_similarity($1->>'name', name))::integer as score
          from (select d.profile_id, d.seq, d.name from %s where (%s) and d.seq <= $2 and d.name %%> ($1->>'name') limit 2000) as found
          order by score desc, seq desc limit 200
        ) as ranked
      $q$, people_of(p_filter), p_filter
    ) into v_names using p_given, p_until;
    exit when v_names is not null;
  end loop;
  return coalesce(v_names, '{}');
end $$;

-- How well the words of a person are those of a query, in millionths, as an expression over profile_documents d, the query's
-- words $1->>'any' and its similar names $1->'names'. A word in the name or the headline counts 1, in a title or a company 0.8, in
-- a skill, a school or the place 0.6, in the text about the person 0.4, a little more if it is there several times; the score is
-- the mean over the words.
create function words_score() returns text
language sql immutable set search_path = public, extensions as $$
  select '(greatest(1e6 * least(1, 1.64493406685 * ts_rank(''{0.4,0.6,0.8,1}'', d.words, ($1->>''any'')::tsquery)), '
    '($1->''names''->>d.profile_id::text)::integer))::integer';
$$;

-- The conditions for all of the words, or for any of them or a similar name.
create function words_condition(p_is_any boolean) returns text
language sql immutable set search_path = public, extensions as $$
  select case when p_is_any then
      '(d.words @@ ($1->>''any'')::tsquery or d.profile_id = any ('
      '(select array(select jsonb_object_keys($1->''names'')::uuid))::uuid[]))'
    else 'd.words @@ ($1->>''all'')::tsquery' end;
$$;

drop function people_with_words(text, jsonb, integer, bigint, text, integer);

-- All who meet a condition on words, best first; of more than 10,000 those stored last. The condition is met by p_count people.
create function people_with_words(p_condition text, p_given jsonb, p_count integer, p_until bigint)
returns table (id uuid, seq bigint, score integer, place bigint)
language plpgsql stable set search_path = public, extensions as $$
declare
  v_met integer := 0;
begin
  if p_count > 10000 then
    execute format('select count(*) from %s where %s', recent_people(p_condition, 1000), p_condition)
      into v_met using p_given, p_until;
  end if;
  return query execute format(
    $q$
      with found as %s (select d.profile_id, d.seq, %s as score from %s where (%s) and d.seq <= $2 order by d.seq desc limit 10000)
      select profile_id, seq, score, row_number() over (order by score desc, seq desc) from found order by score desc, seq desc
    $q$,
    -- As of is_walk_shorter, with the share among a thousand.
    case when v_met::numeric * v_met * people_stored() > 1e10 then 'not materialized' else 'materialized' end,
    words_score(), people_of(p_condition), p_condition
  ) using p_given, p_until;
end $$;

-- profile_documents d of the p_people stored last until $2, and profiles p if the condition needs them, without an index for it.
create function recent_people(p_condition text, p_people integer) returns text
language sql immutable set search_path = public, extensions as $$
  select replace(
    people_of(p_condition), 'profile_documents d', format(
      '(select * from profile_documents where seq > $2 - %s and seq <= $2 order by seq desc offset 0) as d', p_people
    )
  );
$$;

-- The best 200 by their words, for a search that finds people in other ways too. Many have common words: if 200 of the 4,000
-- people stored last do, these are ranked, else all who do, or if they are more than 10,000 those among the last 80,000 people.
-- People of p_near who have the words, and similar names, are ranked in any case. p_count people meet the filter; of few, each is looked at. Without
-- p_is_any people have all of the words, or if nobody has, any of them: is_any tells which.
create function best_by_words(
  p_filter text, p_given jsonb, p_count integer, p_until bigint, p_is_any boolean, p_near uuid[],
  out ids uuid[], out seqs bigint[], out scores integer[], out is_any boolean
)
language plpgsql stable set search_path = public, extensions as $$
declare
  v_given jsonb := p_given;
  v_known uuid[];
  v_words text;
  v_condition text;
  v_scopes text[];
  v_count integer;
begin
  foreach is_any in array case when p_is_any is null then array[false, true] else array[p_is_any] end loop
    if is_any and p_given->>'name' is not null then
      v_given := p_given || jsonb_build_object('names', similar_names(p_filter, p_given, p_until));
    end if;
    v_known := p_near || array(select jsonb_object_keys(v_given->'names')::uuid);
    v_words := words_condition(is_any);
    v_condition := format('(%s) and (%s)', p_filter, v_words);
    v_scopes := case
      when p_count <= 2000 then array[format(
        '(select d.* from %s where (%s) and d.seq <= $2 offset 0) as d where %s', people_of(p_filter), p_filter, v_words
      )]
      else array[
        format('%s where %s', recent_people(p_filter, 4000), v_condition),
        format('%s where %s and d.seq <= $2 limit 10001', people_of(p_filter), v_condition),
        format('%s where %s and d.seq <= $2 and d.seq > $2 - 80000', people_of(p_filter), v_condition)
      ]
    end;
    for v_place in 1 .. cardinality(v_scopes) loop
      execute format(
        $q$
          with found as materialized (
            select d.profile_id, d.seq, %1$s as score from %2$s
          ), best as (
            (select * from found order by score desc, seq desc limit 200)
            union select d.profile_id, d.seq, %1$s
            from (select * from profile_documents where profile_id = any ($3) offset 0) as d where %3$s
          )
          select array_agg(profile_id order by score desc, seq desc), array_agg(seq order by score desc, seq desc),
            array_agg(score order by score desc, seq desc), (select count(*) from found)
          from best
        $q$, words_score(), v_scopes[v_place], v_words
      ) into ids, seqs, scores, v_count using v_given, p_until, v_known;
      exit when v_count between case v_place when 1 then 200 else 0 end and 10000;
    end loop;
    exit when ids is not null;
  end loop;
end $$;

-- The cosine of a hit as a score, 0 to 1. Cosines of different models have different scales: p_midpoint is that of a hit that is
-- as likely a good one as a bad one, 0.15 more or less mean nine to one. Without it, the score is the cosine.
create function meaning_score(p_similarity double precision, p_midpoint double precision) returns double precision
language sql immutable set search_path = public, extensions as $$
  select case when p_midpoint is null then greatest(p_similarity, 0)
    else 1 / (1 + exp(ln(9) * (p_midpoint - p_similarity) / 0.15)) end;
$$;

-- p_query: { text, mode: hybrid | semantic | lexical, vector, model, midpoint, filter, limit, min_similarity, cursor: [score, seq,
-- until, is_any] }. Answers { rows: [{ profile, score, similarity, lexical_rank, reasons }], total, total_relation, next }, where
-- next is the cursor of the next page or null.
--
-- The order is that of the score in millionths, then of seq, latest first; the cursor holds both of the last hit. People who were
-- stored after the first page do not come in between (until). Words are looked for as on the first page (is_any): all of them,
-- or any of them and similar names where nobody has all.
--
-- lexical: words_score. semantic: meaning_score. hybrid: of both, the better one counts 0.7 and the other one 0.3; one that a hit
-- does not have counts 0. semantic and hybrid rank the best 200 of each. Without a text: 1, latest first.
create or replace function search_profiles(p_query jsonb) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_ranked constant integer := 200;
  v_limit constant integer := (p_query->>'limit')::integer;
  v_cursor constant jsonb := case jsonb_typeof(p_query->'cursor') when 'array' then p_query->'cursor' end;
  v_before_score constant bigint := coalesce((v_cursor->>0)::bigint, 2000000);
  v_before_seq constant bigint := coalesce((v_cursor->>1)::bigint, 9223372036854775807);
  v_until constant bigint := coalesce((v_cursor->>2)::bigint, people_stored());
  v_words constant text[] := search_words(p_query->>'text');
  v_has_vector constant boolean := p_query->>'vector' is not null and p_query->>'mode' <> 'lexical';
  v_has_words constant boolean := p_query->>'mode' <> 'semantic' and cardinality(v_words) > 0;
  v_filter constant text := filter_condition(p_query->'filter', 'filter,');
  v_given jsonb := jsonb_build_object(
    'filter', p_query->'filter', 'all', words_query(v_words, ' & '), 'any', words_query(v_words, ' | '),
    'name', case when cardinality(v_words) <= 5 then left(search_text(p_query->>'text'), 200) end
  );
  v_is_any boolean := (v_cursor->>3)::integer = 1;
  v_lexical text;
  v_near uuid[];
  v_near_seqs bigint[];
  v_similarities double precision[];
  v_ids uuid[];
  v_seqs bigint[];
  v_scores integer[];
  v_count integer;
  v_rows jsonb;
  v_last jsonb;
begin
  if v_has_vector or not v_has_words then
    v_count := case when v_has_vector or p_query->>'text' is null then counted_people(v_filter, v_given) else 0 end;
  end if;
  if v_has_vector then
    select array_agg(n.id), array_agg(n.seq), array_agg(n.similarity) into v_near, v_near_seqs, v_similarities
      from nearest_people(p_query->>'vector', p_query->>'model', v_ranked, v_filter, v_given, v_count, v_until) as n
      where n.similarity >= coalesce((p_query->>'min_similarity')::double precision, -1);
    if v_has_words then
      select b.ids, b.seqs, b.scores, b.is_any into v_ids, v_seqs, v_scores, v_is_any
        from best_by_words(v_filter, v_given, v_count, v_until, v_is_any, v_near) as b;
    end if;
  elsif v_has_words then
    if v_is_any is not true then
      v_lexical := format('(%s) and %s', v_filter, words_condition(false));
      v_count := counted_people(v_lexical, v_given);
      v_is_any := v_cursor is null and v_count = 0;
    end if;
    if v_is_any then
      if v_given->>'name' is not null then
        v_given := v_given || jsonb_build_object('names', similar_names(v_filter, v_given, v_until));
      end if;
      v_lexical := format('(%s) and %s', v_filter, words_condition(true));
      v_count := counted_people(v_lexical, v_given);
    end if;
  end if;

  with lexical as (
    select * from unnest(v_ids, v_seqs, v_scores) with ordinality as l (id, seq, score, place)
    union all
    select * from people_with_words(v_lexical, v_given, v_count, v_until) where v_lexical is not null
  ), semantic as (
    select n.id, n.seq, n.similarity, meaning_score(n.similarity, (p_query->>'midpoint')::double precision) as score
    from unnest(v_near, v_near_seqs, v_similarities) as n (id, seq, similarity)
  ), ranked as (
    select coalesce(l.id, n.id) as id, coalesce(l.seq, n.seq) as seq, n.similarity, l.place as lexical_rank,
      case
        when not v_has_vector then l.score
        when not v_has_words then (1e6 * n.score)::integer
        else (
          0.7 * greatest(l.score, 1e6 * n.score) + 0.3 * least(coalesce(l.score, 0), 1e6 * coalesce(n.score, 0))
        )::integer
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
      (jsonb_agg(jsonb_build_array(score, n.seq, v_until, coalesce(v_is_any, false)::integer) order by number))->(v_limit - 1)
    end
    into v_rows, v_last
    from numbered n join stored_profiles s on s.id = n.id;
  return told_total(v_count) || jsonb_build_object('rows', v_rows, 'next', v_last);
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000074';
$$;

-- Only the service calls what is new.
select only_for_service(
  '{}', array[
    'people_stored', 'is_walk_shorter', 'similar_names', 'words_score', 'words_condition', 'people_with_words', 'recent_people',
    'best_by_words', 'meaning_score'
  ]
);

notify pgrst, 'reload schema';
reset search_path;
