-- A batch can be cancelled.

set search_path = public, extensions;

alter table batches drop constraint batches_status_check;
alter table batches add constraint batches_status_check
  check (status in ('pending', 'processing', 'completed', 'cancelled'));

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000072';
$$;

notify pgrst, 'reload schema';
reset search_path;
