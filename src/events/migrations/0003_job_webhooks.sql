-- An endpoint with a subject belongs to one job, whose end it is told; the API does not show it. `awaited` counts the ends that it is
-- still to be told, as a job may be retried before the first one is delivered.
alter table jobs.webhooks add column subject uuid, add column awaited int not null default 1;
create unique index webhooks_subject on jobs.webhooks (subject) where subject is not null;
