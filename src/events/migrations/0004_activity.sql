-- What happened, counted by hour and by day (UTC). It stays when events, jobs and batches are deleted.
create table jobs.activity (
  period text not null,
  start timestamptz not null,
  metric text not null,
  label text not null default '',
  count bigint not null,
  primary key (period, start, metric, label)
);

-- p_counts: [{ at, metric, label, count }].
create function jobs.add_activity(p_counts json) returns void language sql as $$
  insert into jobs.activity (period, start, metric, label, count)
  select period, date_trunc(period, at at time zone 'UTC') at time zone 'UTC', metric, label, sum(count)
  from json_to_recordset(p_counts) as given (at timestamptz, metric text, label text, count bigint)
  cross join unnest(array['hour', 'day']) as periods (period)
  group by 1, 2, 3, 4
  having sum(count) > 0
  -- In the same order for all writers, so that none waits for another that waits for it.
  order by 1, 2, 3, 4
  on conflict (period, start, metric, label) do update set count = activity.count + excluded.count;
$$;

-- Events up to this ID are counted.
alter table jobs.event_head add column counted_id bigint not null default 0;

-- Counts the events that were logged since the last time. The row of event_head must be locked.
create function jobs.count_events() returns void language plpgsql as $$
declare
  v_after bigint;
  v_up_to bigint;
  v_counts json;
begin
  select counted_id, last_id into v_after, v_up_to from jobs.event_head;
  with events as (
    select type, size, at, data,
      -- Batches of earlier releases tell at their end alone how many of their items have ended.
      coalesce(data->'finished', case when type = 'batch.completed' then data->'progress' end) as finished
    from jobs.event_log
    where id > v_after and id <= v_up_to and type not in ('job.progress', 'webhook.test')
  ), items as (
    select at, entry->>1 as error_type
    from events cross join lateral json_array_elements(data->'entries') as entries (entry)
    where type = 'item.finished'
  ), counts as (
    select at, type as metric, '' as label, size as count from events
    where type in ('job.created', 'job.completed', 'job.failed', 'job.cancelled', 'profile.created', 'profile.updated')
    union all
    select at, 'batch.' || (data->>'status'), '', 1 from events where type = 'batch.completed'
    union all
    select at, case when error_type is null then 'item.completed' else 'item.failed' end, '', 1 from items
    union all
    select at, 'item.error', error_type, 1 from items where error_type is not null
    union all
    select at, 'batch_item.completed', '', (finished->>'done')::int - (finished->>'failed')::int
    from events where finished is not null
    union all
    select at, 'batch_item.failed', '', (finished->>'failed')::int from events where finished is not null
    union all
    select at, 'batch_item.error', key, value::int
    from events cross join lateral json_each_text(finished->'error_codes') as codes (key, value)
  )
  select json_agg(counts) into v_counts from (
    select date_trunc('hour', at) as at, metric, label, sum(count) as count from counts
    -- An event that does not say enough is not counted, as nothing may keep events out of the log.
    where metric is not null and count is not null
    group by 1, 2, 3
  ) as counts;
  if v_counts is not null then
    perform jobs.add_activity(v_counts);
  end if;
  update jobs.event_head set counted_id = v_up_to;
end $$;
select jobs.count_events();

-- Searches that are compared with every profile that is stored or changed from now on.
create table jobs.saved_searches (
  id uuid primary key,
  seq bigint generated always as identity unique,
  name text not null,
  search json not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  -- Only events with a higher ID can match.
  position bigint not null
);

-- One row: the ID of the last event whose profile was compared with the saved searches.
create table jobs.saved_search_reader (
  position bigint not null
);
create unique index saved_search_reader_only on jobs.saved_search_reader ((true));
insert into jobs.saved_search_reader (position) values (0);
