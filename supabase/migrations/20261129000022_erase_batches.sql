-- Batches in which people occur, to be replaced by the same without them.

set search_path = public, extensions;

-- Those of earlier releases do not say whom they are about. They are deleted after BATCH_RETENTION_HOURS.
create index batches_without_people on batches (id) where people is null;

-- What tells whether a batch was changed since it was read.
create function batch_version(p batches) returns text
language sql immutable set search_path = public, extensions as $$
  select md5(concat_ws(' ', p.status, p.request::text, p.response::text));
$$;

-- The batches that any of the digests is about, and those that do not say whom they are about, by id: [{ batch, version }],
-- where the request and the response of a batch are JSON text.
create function batches_of_people(p_digests jsonb, p_after uuid, p_limit integer) returns jsonb
language sql stable set search_path = public, extensions as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'batch', jsonb_build_object(
      'id', id, 'status', status, 'request', request::text, 'response', response::text, 'total_requested', total_requested,
      'created_at', created_at, 'started_at', started_at, 'completed_at', completed_at
    ),
    'version', batch_version(found)
  ) order by id), '[]')
  from (
    select * from (
      (
        select * from batches
        where people && array(select jsonb_array_elements_text(p_digests)) and (p_after is null or id > p_after)
        order by id limit p_limit
      ) union all (
        select * from batches where people is null and (p_after is null or id > p_after) order by id limit p_limit
      )
    ) as batches order by id limit p_limit
  ) as found;
$$;

-- p_batch: as in save_batch. False if the batch was changed since it was read, or is gone.
create function replace_batch(p_batch jsonb, p_version text) returns boolean
language plpgsql set search_path = public, extensions as $$
begin
  update batches b set
    request = (p_batch->>'request')::json, response = (p_batch->>'response')::json,
    people = array(select jsonb_array_elements_text(p_batch->'people'))
  where id = (p_batch->>'id')::uuid and batch_version(b) = p_version;
  return found;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000022';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['batch_version', 'batches_of_people', 'replace_batch']);

notify pgrst, 'reload schema';
reset search_path;
