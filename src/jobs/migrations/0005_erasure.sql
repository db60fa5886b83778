-- Items whose person was erased: what they were about is gone, and they still count. Without a default, so that the table is
-- not rewritten.
alter table jobs.items add column is_erased boolean;
