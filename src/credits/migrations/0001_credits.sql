-- What a job may spend; a job without a row has no limit.
create table jobs.credit_accounts (
  job_id uuid primary key,
  credit_limit numeric
);

-- What the calls of one process for one job hold at the moment. What a process held when it died stays: its calls may have been billed.
create table jobs.credit_holds (
  job_id uuid not null,
  holder uuid not null,
  reserved numeric not null default 0 check (reserved >= 0),
  -- The last move of this process and its answer, for the case that the answer was lost and the move is repeated.
  move bigint not null default 0,
  granted json not null default '[]',
  changed_at timestamptz not null default now(),
  primary key (job_id, holder)
);

-- What was spent by the hour. It outlives the jobs. Zeros stand for no job, an empty name for an unknown key.
create table jobs.credit_usage (
  job_id uuid not null,
  hour timestamptz not null,
  source text not null,
  key_name text not null,
  credits numeric not null,
  primary key (job_id, hour, source, key_name)
);
create index credit_usage_by_hour on jobs.credit_usage (hour);

-- Changes what one process holds and has spent, and grants those of the wanted credits that the limit leaves room for. The moves of
-- a process are numbered and come one after another; one that was made already only gives its answer again.
create function jobs.move_credits(
  p_job_id uuid, p_holder uuid, p_move bigint, p_released numeric, p_spent json, p_wanted json
) returns json language plpgsql as $$
declare
  v_hold jobs.credit_holds;
  v_limit numeric;
  v_free numeric;
  v_wanted numeric;
  v_granted boolean[] := '{}';
  v_reserved numeric := 0;
begin
  insert into jobs.credit_holds (job_id, holder) values (p_job_id, p_holder) on conflict do nothing;
  select * into v_hold from jobs.credit_holds where job_id = p_job_id and holder = p_holder for update;
  if json_array_length(p_wanted) > 0 then
    -- Whoever wants credits comes after those who got some, and sees what they got.
    select credit_limit into v_limit from jobs.credit_accounts where job_id = p_job_id for update;
  else
    select credit_limit into v_limit from jobs.credit_accounts where job_id = p_job_id;
  end if;
  if v_hold.move >= p_move then
    return json_build_object('granted', v_hold.granted, 'limit', v_limit);
  end if;

  insert into jobs.credit_usage (job_id, hour, source, key_name, credits)
  select p_job_id, date_trunc('hour', now() at time zone 'UTC') at time zone 'UTC', source, key_name, credits
  from json_to_recordset(p_spent) as spent (source text, key_name text, credits numeric)
  order by source, key_name
  on conflict (job_id, hour, source, key_name) do update set credits = credit_usage.credits + excluded.credits;

  -- One statement, because credits move from one sum to the other.
  select v_limit
    - (select coalesce(sum(credits), 0) from jobs.credit_usage where job_id = p_job_id)
    - (select coalesce(sum(reserved), 0) from jobs.credit_holds where job_id = p_job_id) + p_released
    into v_free;
  for v_wanted in select value::numeric from json_array_elements_text(p_wanted) loop
    if v_limit is null or v_reserved + v_wanted <= v_free then
      v_reserved := v_reserved + v_wanted;
      v_granted := v_granted || true;
    else
      v_granted := v_granted || false;
    end if;
  end loop;
  update jobs.credit_holds
  set reserved = reserved - p_released + v_reserved, move = p_move, granted = to_json(v_granted), changed_at = now()
  where job_id = p_job_id and holder = p_holder;
  return json_build_object('granted', to_json(v_granted), 'limit', v_limit);
end $$;
