-- Saved searches are compared with the people who were stored or changed.

set search_path = public, extensions;

-- Which of the people p_ids meet which searches: [{ search_id, profile_id }]. p_searches: [{ id, text, vector, model, filter, min_similarity, since }].
-- The filter must hold. Of a text, all words must be found; with a vector, it must be at least as similar instead. Only people who have
-- changed since then are compared.
create function profiles_matching(p_ids jsonb, p_searches jsonb) returns jsonb
language plpgsql stable set search_path = public, extensions as $$
declare
  v_ids constant uuid[] := array(select id::uuid from jsonb_array_elements_text(p_ids) as ids (id));
  v_search jsonb;
  v_words text[];
  v_condition text;
  v_found jsonb;
  v_all jsonb := '[]';
begin
  for v_search in select value from jsonb_array_elements(p_searches) loop
    v_condition := format(
      'p.updated_at >= ($1->>''since'')::timestamptz and (%s)', filter_condition(v_search->'filter', 'filter,')
    );
    if v_search->>'vector' is not null then
      v_condition := v_condition || ' and exists (
        select from embeddings e where e.profile_id = d.profile_id and e.model = $1->>''model''
          and 1 - (e.embedding <=> ($1->>''vector'')::vector) >= ($1->>''min_similarity'')::double precision
      )';
    elsif v_search->>'text' is not null then
      v_words := search_words(v_search->>'text');
      continue when cardinality(v_words) = 0;
      v_search := v_search || jsonb_build_object('words', words_query(v_words, ' & '));
      v_condition := v_condition || ' and d.words @@ ($1->>''words'')::tsquery';
    end if;
    execute format(
      'select jsonb_agg(jsonb_build_object(''search_id'', $1->>''id'', ''profile_id'', d.profile_id))
       from %s where d.profile_id = any ($2) and %s', people_of(v_condition), v_condition
    ) into v_found using v_search, v_ids;
    v_all := v_all || coalesce(v_found, '[]');
  end loop;
  return v_all;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000081';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['profiles_matching']);

notify pgrst, 'reload schema';
reset search_path;
