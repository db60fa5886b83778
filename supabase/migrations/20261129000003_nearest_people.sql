-- What finds the neighbours of a vector. On a server an index of half the precision, which is half as large; what it finds is
-- put in order by the vectors themselves. The embedded Postgres has no such index (an insert would take some 25 ms longer):
-- there a sketch is kept beside the vector, a quarter of its length and in the row itself, and says which vectors to compare.

set search_path = public, extensions;
-- A table that has grown already takes longer than the limit that Supabase sets for a statement.
set statement_timeout = 0;

-- A sketch is the sum of the four parts of a vector, each with its own signs. It keeps inner products, give or take 0.05, also
-- those of vectors that are mostly zeros, of which one bit for each dimension would keep little. These are the signs of a part,
-- 0 to 3, as the text of a vector: the same ones at any time, and without a pattern.
create function sketch_signs(p_part integer) returns text
language sql immutable set search_path = public, extensions as $$
  select '[' || string_agg(case when ascii(md5(p_part || '.' || place)) % 2 = 0 then '1' else '-1' end, ',' order by place) || ']'
  from generate_series(1, 384) as place;
$$;

do $$
declare
  v_sketch text;
begin
  if current_setting('profile_store.embedded', true) = 'on' then
    select string_agg(
        format('subvector(embedding, %s, 384) * %L::vector', part * 384 + 1, sketch_signs(part)), ' + ' order by part
      ) into v_sketch
      from generate_series(0, 3) as part;
    execute format(
      'alter table embeddings add column sketch vector(384) generated always as '
      '(case when profile_id is not null then %s end) stored', v_sketch
    );
    alter table embeddings alter column sketch set storage main;
  elsif exists (select from pg_am where amname = 'hnsw') then
    if to_regtype('halfvec') is null then
      raise exception 'pgvector 0.7 or later is needed' using hint = 'Run "alter extension vector update"';
    end if;
    execute 'create index embeddings_nearest_people on embeddings using hnsw '
      '((embedding::halfvec(1536)) halfvec_cosine_ops) where profile_id is not null';
    drop index if exists embeddings_nearest_profiles;
  end if;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000003';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['sketch_signs']);

notify pgrst, 'reload schema';
reset statement_timeout;
reset search_path;
