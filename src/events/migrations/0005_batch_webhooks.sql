-- A batch is not in this database, so its end is awaited by a statement of its own, which may be repeated: with the same `wait` it counts
-- once.
alter table jobs.webhooks add column wait bigint;
