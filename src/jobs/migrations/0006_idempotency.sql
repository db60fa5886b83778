-- Keys are those of a caller and a route, and also keep the answers of routes that create no job. Rows without a response are
-- requests that are being processed.
alter table jobs.idempotency_keys
  add column caller text,
  add column route text,
  add column status int,
  add column headers json,
  add column claim uuid,
  add column claimed_until timestamptz,
  add column names_nobody boolean not null default false,
  add column is_forgotten boolean not null default false,
  add column created_at timestamptz not null default 'infinity',
  alter column job_id drop not null,
  alter column request_hash drop not null,
  alter column response drop not null;

-- Keys of earlier releases are kept as long as their job. Only uploads answer with columns; a quote within a text is escaped.
-- Jobs of releases that had no uploads do not say who created them, so nobody else can be answered with them.
update jobs.idempotency_keys k set
  caller = coalesce((select created_by from jobs.jobs j where j.job_id = k.job_id), ''),
  route = case when response::text like '%"columns":%' then 'POST /jobs/upload' else 'POST /jobs/create-batch' end;

alter table jobs.idempotency_keys
  alter column created_at set default now(),
  alter column caller set not null,
  alter column route set not null,
  drop constraint idempotency_keys_pkey,
  add primary key (caller, route, key);
create index idempotency_keys_by_age on jobs.idempotency_keys (created_at);
