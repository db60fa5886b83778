#!/usr/bin/env bash
# The roles that Supabase's Postgres has by default, as far as PostgREST and the service need them. The Postgres image runs
# this once, on the empty database. It also works with your own Postgres: set PGHOST, PGUSER and so on.
#   AUTHENTICATOR_PASSWORD  password of the role that PostgREST logs in as
#   JOBS_PASSWORD           password of the role that the service uses for jobs and the queue
set -euo pipefail

: "${AUTHENTICATOR_PASSWORD:?is not set}" "${JOBS_PASSWORD:?is not set}"
export AUTHENTICATOR_PASSWORD JOBS_PASSWORD

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname="${POSTGRES_DB:-postgres}" <<'SQL'
-- From the environment: arguments are seen by everybody on the machine.
\getenv authenticator_password AUTHENTICATOR_PASSWORD
\getenv jobs_password JOBS_PASSWORD

-- A statement that fails is logged with its text, and here that holds a password.
set log_min_error_statement = panic;
set log_statement = 'none';
begin;

-- Whom a request becomes by the role in its token. Only the service's own passes row-level security.
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;

-- May do nothing but become one of them.
create role authenticator login noinherit password :'authenticator_password';
grant anon, authenticated, service_role to authenticator;

-- Makes the schemas of the jobs and owns them; sees no profile.
create role jobs login noinherit password :'jobs_password';
select format('revoke all on database %1$I from public; grant connect on database %1$I to authenticator; grant connect, create on database %1$I to jobs', current_database()) \gexec

commit;
SQL
