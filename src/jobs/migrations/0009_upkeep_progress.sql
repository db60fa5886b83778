-- Where recurring work stopped, by the name of its task; see UpkeepProgress.
create table jobs.upkeep_progress (
  task text primary key,
  progress json not null
);
