/**
 * What Supabase's Postgres provides from the start and the migrations refer to: the roles that PostgREST assumes. They are
 * created in a Postgres without Supabase if they are missing. The role that PostgREST logs in as (`authenticator`) has a
 * password, so the administrator of PostgREST creates it and lets it assume these roles.
 */
export const SUPABASE_BOOTSTRAP_SQL = `
  do $$
  declare
    role_name text;
  begin
    foreach role_name in array array['anon', 'authenticated'] loop
      if not exists (select from pg_roles where rolname = role_name) then
        execute format('create role %I nologin', role_name);
      end if;
    end loop;
    -- On Supabase this role cannot be altered, and does not need to be.
    if not exists (select from pg_roles where rolname = 'service_role') then
      create role service_role nologin bypassrls;
    elsif not exists (select from pg_roles where rolname = 'service_role' and rolbypassrls) then
      alter role service_role bypassrls;
    end if;
  end $$;
  grant usage on schema public to service_role;
  create schema if not exists extensions;
  grant usage on schema extensions to service_role;
`;
