-- Events of batches tell how many items have ended since the event before, and why they failed: analytics count them.

set search_path = public, extensions;

-- The errors in a response: { code: count }, without those of items that were not processed. The document as a whole cannot be read, see
-- failed_in. A quote within a text is escaped, so what is found is a field.
create function error_codes_in(p_response json) returns jsonb
language sql immutable set search_path = public, extensions as $$
  select coalesce(jsonb_object_agg(code, count), '{}')
  from (
    select found[1] as code, count(*) as count
    from regexp_matches(p_response::text, '"error_code":"([A-Z_]+)"', 'g') as found
    where found[1] <> 'CANCELLED' group by 1
  ) as codes;
$$;

create or replace function batch_event() returns trigger
language plpgsql set search_path = public, extensions as $$
declare
  v_done constant integer := greatest(new.done - coalesce(old.done, 0), 0);
  v_failed constant integer := case when v_done > 0 then greatest(new.failed - coalesce(old.failed, 0), 0) else 0 end;
  v_before jsonb;
  v_codes jsonb;
begin
  if v_failed > 0 then
    v_before := error_codes_in(old.response);
    select jsonb_object_agg(code, more) into v_codes from (
      select key as code, value::integer - coalesce((v_before->>key)::integer, 0) as more
      from jsonb_each_text(error_codes_in(new.response))
    ) as codes where more > 0;
  end if;
  insert into event_outbox (type, subject, data) values (
    case when new.status in ('pending', 'processing') then 'batch.progress' else 'batch.completed' end, new.id,
    jsonb_build_object(
      'batch_id', new.id, 'status', new.status,
      'progress', jsonb_build_object('done', new.done, 'total', new.total_requested, 'failed', new.failed),
      'finished', jsonb_build_object('done', v_done, 'failed', v_failed, 'error_codes', coalesce(v_codes, '{}'))
    )
  );
  return null;
end $$;

create or replace function profile_store_version() returns text
language sql immutable set search_path = public, extensions as $$
  select '20261129000080';
$$;

-- Only the service calls what is new.
select only_for_service('{}', array['error_codes_in']);

notify pgrst, 'reload schema';
reset search_path;
