-- What was accepted is kept until it has ended, however long it waits: retention counts from the end.

set search_path = public, extensions;

drop index batches_created_at;
create index batches_completed_at on batches (completed_at);

-- Answers how many there were. A batch that has not ended has no `completed_at`.
create or replace function remove_batches(p_before timestamptz) returns integer
language sql set search_path = public, extensions as $$
  with removed as (delete from batches where completed_at < p_before returning 1)
  select count(*)::integer from removed;
$$;

drop index reprocess_runs_created_at;
create index reprocess_runs_completed_at on reprocess_runs (completed_at);

create or replace function remove_reprocess_runs(p_before timestamptz) returns integer
language sql set search_path = public, extensions as $$
  with removed as (delete from reprocess_runs where completed_at < p_before returning 1)
  select count(*)::integer from removed;
$$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000085';
$$;

notify pgrst, 'reload schema';
reset search_path;
