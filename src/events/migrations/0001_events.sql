-- Events that have no ID yet. They are written in the transaction of the change that they tell of, and moved to the log in
-- the order of `seq`.
create table jobs.event_outbox (
  seq bigint generated always as identity primary key,
  type text not null,
  subject uuid,
  -- Events that the data holds, see events/log/packed-events.ts; 0 for a row that only asks for the progress of its subject.
  size int not null default 1,
  -- Whether the progress of the subject is told after these events.
  progress boolean not null default false,
  at timestamptz not null default now(),
  data json not null default '{}'
);

-- `id` is that of the last event of a row.
create table jobs.event_log (
  id bigint primary key,
  size int not null,
  type text not null,
  subject uuid,
  at timestamptz not null,
  data json not null,
  -- The bundle of the profile store whose first event this is.
  bundle uuid
);
create index event_log_types on jobs.event_log (type, id);
create index event_log_subjects on jobs.event_log (subject, type, id) where subject is not null;
create unique index event_log_bundles on jobs.event_log (bundle) where bundle is not null;

-- One row, which is locked by whoever gives out IDs: so they have no gaps, and whoever has read `last_id` sees all of them.
create table jobs.event_head (
  last_id bigint not null,
  relayed_at timestamptz not null
);
create unique index event_head_only on jobs.event_head ((true));
insert into jobs.event_head (last_id, relayed_at) values (0, '-infinity');
