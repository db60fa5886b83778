-- What is known about lookups before a source is called: the stored person, and the sources that did not know anybody.

set search_path = public, extensions;

-- A source that did not know anybody for a lookup, and when it last said so. Nobody is stored for most of these lookups, so
-- only their digests are.
create table lookup_misses (
  lookup bytea not null,
  source text not null,
  missed_at timestamptz not null default now(),
  primary key (lookup, source)
);
create index lookup_misses_missed_at on lookup_misses (missed_at);

-- p_by: url, with a slug; or email, with an address.
create function lookup_digest(p_by text, p_value text) returns bytea
language sql immutable set search_path = public, extensions as $$
  select sha256(convert_to(p_by || ':' || p_value, 'UTF8'));
$$;

-- Aliases that are not in the index yet are read one by one for every lookup and every save: up to 7 ms instead of 0.05 ms
-- each after 100,000 profiles were added. Adding them at once takes no longer.
alter index profiles_aliases set (fastupdate = off);
select gin_clean_pending_list('profiles_aliases');

-- p_lookups: [{ by, value }]. Answers, in their order, { person: { profile_id, source, fetched_at, name, suggested_role,
-- has_companies } | null, misses: [{ source, missed_at }] }; misses are those of the last p_miss_seconds. The condition on
-- their time is written so that no index is read for it: most of the table may be that young. Compiling the statement would
-- take longer than running it.
create function known_people(p_lookups jsonb, p_miss_seconds double precision) returns jsonb
language sql stable set search_path = public, extensions set jit = off as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'person', (
      select jsonb_build_object(
        'profile_id', id, 'source', source, 'fetched_at', fetched_at, 'name', name, 'suggested_role', suggested_role,
        'has_companies', exists (select from profile_companies where profile_id = p.id)
      ) from profiles p where id = found.id
    ),
    'misses', (
      select coalesce(jsonb_agg(jsonb_build_object('source', source, 'missed_at', missed_at) order by source), '[]')
      from lookup_misses
      where lookup = lookup_digest(found.by, found.value)
        and missed_at + p_miss_seconds * interval '1 second' > now()
    )
  ) order by place), '[]')
  from (
    select place, lookup->>'by' as by, lookup->>'value' as value,
      case lookup->>'by'
        when 'url' then (
          select id from profiles
          where public_id = lookup->>'value' or aliases @> array[lookup->>'value']
          order by public_id = lookup->>'value' desc, seq
          limit 1
        )
        else (select profile_id from profile_emails where email = lookup->>'value')
      end as id
    from jsonb_array_elements(p_lookups) with ordinality as lookups (lookup, place)
    -- Without it the planner would look the person up anew for every use of the id.
    offset 0
  ) as found;
$$;

-- p_misses: [{ by, value, source }]. Everyone writes them in the same order, so no two callers wait for one another.
create function remember_misses(p_misses jsonb) returns void
language sql set search_path = public, extensions as $$
  insert into lookup_misses (lookup, source)
  select distinct lookup_digest(miss->>'by', miss->>'value') as lookup, miss->>'source' as source
  from jsonb_array_elements(p_misses) as miss
  order by lookup, source
  on conflict (lookup, source) do update set missed_at = excluded.missed_at
    where lookup_misses.missed_at < excluded.missed_at;
$$;

-- Deletes p_limit misses at most of those that are older; answers how many.
create function forget_misses(p_before timestamptz, p_limit integer) returns integer
language sql set search_path = public, extensions as $$
  with oldest as (
    select lookup, source from lookup_misses where missed_at < p_before
    order by missed_at limit p_limit for update skip locked
  ), forgotten as (
    delete from lookup_misses m using oldest o where m.lookup = o.lookup and m.source = o.source returning 1
  )
  select count(*)::integer from forgotten;
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261128000011';
$$;

-- Only the service reads, writes and calls what is new.
select only_for_service(
  array['lookup_misses']::regclass[],
  array['lookup_digest', 'known_people', 'remember_misses', 'forget_misses']
);

notify pgrst, 'reload schema';
reset search_path;
