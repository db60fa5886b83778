-- Where events are sent. Each endpoint is a reader of the log: `position` is the ID of the last event that it is done with.
create table jobs.webhooks (
  id uuid primary key,
  seq bigint generated always as identity unique,
  url text not null,
  events text[] not null,
  description text,
  -- Newest first: { secret, until }. An older one signs on until then; encrypted where TOKEN_ENCRYPTION_KEY is set.
  secrets json not null,
  position bigint not null,
  -- Failed attempts to deliver the event after `position`, and when the next one is due.
  failures int not null default 0,
  next_attempt_at timestamptz,
  disabled_at timestamptz,
  disabled_reason text,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- One row for each event that an endpoint was sent, with all attempts.
create table jobs.webhook_deliveries (
  id uuid primary key,
  seq bigint generated always as identity unique,
  webhook_id uuid not null references jobs.webhooks (id) on delete cascade,
  event_id bigint not null,
  event_type text not null,
  status text not null,
  attempts json not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (webhook_id, event_id)
);
create index webhook_deliveries_list on jobs.webhook_deliveries (webhook_id, seq);
create index webhook_deliveries_created on jobs.webhook_deliveries (created_at);
