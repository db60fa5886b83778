create type jobs.job_status as enum ('pending', 'processing', 'completed', 'failed', 'cancelled');
-- In their order, so that sorting by it is sorting by urgency.
create type jobs.job_priority as enum ('LOW', 'NORMAL', 'HIGH', 'URGENT');
create type jobs.item_status as enum ('pending', 'done', 'failed');

create table jobs.jobs (
  job_id uuid primary key,
  status jobs.job_status not null default 'pending',
  priority jobs.job_priority not null,
  config json not null,
  total_emails int not null,
  processed_emails int not null default 0,
  failed_emails int not null default 0,
  not_found_emails int not null default 0,
  saved_profiles int not null default 0,
  failed_saves int not null default 0,
  current_email text,
  waiting_for text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz
);
create index jobs_by_age on jobs.jobs (created_at);
create index jobs_going_on on jobs.jobs (status, created_at) where status in ('pending', 'processing');

-- No foreign key: it would be checked for each of the 50,000 rows of a job, which come and go with it in one statement.
-- The data is json and not jsonb, which refuses NUL characters and changes the text.
create table jobs.items (
  job_id uuid not null,
  email_number int not null,
  email text not null,
  status jobs.item_status not null default 'pending',
  attempts int not null default 0,
  data json,
  token_used text,
  ended_at timestamptz,
  saved boolean,
  save_error text,
  error text,
  error_type text,
  retryable boolean,
  primary key (job_id, email_number)
);
-- Rows are not in it before they end, so creating a job does not pay for it.
create index items_by_end on jobs.items (job_id, status, ended_at, email_number) where status <> 'pending';

create table jobs.idempotency_keys (
  key text primary key,
  job_id uuid not null,
  request_hash text not null,
  response json not null
);
