-- The payload of a result is where the person is stored: `profile_id` and `source` refer to it. `data` holds it only where no
-- other store has it. Nullable columns without a default, so that the table is not rewritten.
alter table jobs.items
  add column profile_id uuid,
  add column source text,
  add column sources_asked json,
  -- The store of profiles was away: an upkeep task stores the person from the data.
  add column to_store boolean;
create index items_to_store on jobs.items (job_id, email_number) where to_store;
