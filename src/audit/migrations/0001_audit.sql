-- Who did what. No personal data: the target is an ID of this service.
create table jobs.audit_records (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  key_name text not null,
  address text not null,
  action text not null,
  target text,
  details json not null,
  request_id text not null
);
create index audit_records_at on jobs.audit_records (at);
