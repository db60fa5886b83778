-- Receipts of erasures: when, by whom, and how much; not who. A person is recognized by keyed digests, whose key the database
-- does not have.
create table jobs.erasures (
  receipt_id uuid primary key,
  -- Order of creation; what page cursors point at.
  seq bigint generated always as identity unique,
  digests text[] not null,
  created_by text not null,
  requested_at timestamptz not null default now(),
  -- When everything had been erased for the first time.
  erased_at timestamptz,
  removed json not null default '{}'
);
create index erasures_digests on jobs.erasures using gin (digests);
