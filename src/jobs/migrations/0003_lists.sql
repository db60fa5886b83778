-- Items of lists: by URL, by email address, or by both. Nullable columns without a default, so that no table is rewritten.
alter table jobs.items
  alter column email drop not null,
  add column linkedin_url text,
  add column suggested_role text,
  add column name text,
  add column include_companies boolean,
  add column custom json;

alter table jobs.jobs
  add column max_credits int,
  add column columns json,
  add column file_name text,
  add column created_by text;

-- Changes of a job's counters that are not in its row yet, so that items end without locking that row.
create table jobs.counts (
  job_id uuid not null,
  processed int not null,
  failed int not null,
  not_found int not null,
  saved int not null,
  failed_saves int not null,
  last_email text,
  last_ended_at timestamptz
);
create index counts_by_job on jobs.counts (job_id);

-- Answers that no other store has, apart from the items so that these stay small. Items of earlier releases have their own.
create table jobs.item_data (
  job_id uuid not null,
  email_number int not null,
  data json not null,
  primary key (job_id, email_number)
);

-- Items whose job is not there: it is still being uploaded, or it was deleted. They are removed when the time is over.
create table jobs.unlisted (
  job_id uuid primary key,
  expires_at timestamptz not null
);

-- Pages of results of a job that is long, or has many pending items.
create index items_ended on jobs.items (job_id, email_number) where status <> 'pending';
