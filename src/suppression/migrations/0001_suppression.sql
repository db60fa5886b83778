-- Whom jobs neither look up nor keep anything about: digests of the list in the profile store, in this database too because jobs
-- go on while that store is unavailable.
create table jobs.suppressions (
  digest text primary key
);

-- Shows which key made the digests.
create table jobs.suppression_key (
  only_one boolean primary key default true check (only_one),
  key_check text not null
);

-- Keeps suppressions away until the transaction ends: a suppression either waits for it, or is known to it.
create function jobs.keep_suppressions_away() returns void
language sql as $$
  select pg_advisory_xact_lock_shared(hashtextextended('people:erasure', 0));
$$;

create function jobs.require_suppression_key(p_key_check text) returns void
language plpgsql stable as $$
begin
  if exists (select from jobs.suppression_key where key_check <> p_key_check)
    and exists (select from jobs.suppressions)
  then
    raise exception 'The list of suppressed people was made with another key' using errcode = '55000';
  end if;
end $$;

-- Those of the digests that are suppressed, until the transaction ends. It is volatile, so its query sees what was committed
-- while it waited for the lock, although the statement that calls it began earlier.
create function jobs.suppressed_among(p_digests text[], p_key_check text) returns text[]
language plpgsql volatile as $$
begin
  perform jobs.keep_suppressions_away();
  perform jobs.require_suppression_key(p_key_check);
  return array(select digest from jobs.suppressions where digest = any (p_digests));
end $$;

create function jobs.suppress(p_digests text[], p_key_check text) returns void
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('people:erasure', 0));
  perform jobs.require_suppression_key(p_key_check);
  insert into jobs.suppression_key (key_check) values (p_key_check)
    on conflict (only_one) do update set key_check = excluded.key_check;
  insert into jobs.suppressions (digest) select distinct unnest(p_digests) on conflict do nothing;
end $$;
