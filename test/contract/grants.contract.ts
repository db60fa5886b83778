import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Behind } from './profile-store.stores.js';
import { everythingTheServiceDoes } from './grants.statements.js';

/** A separate database of which the migrations have made everything in the schema public. */
export interface MigratedDatabase {
  /** One connection, so session settings persist. Errors carry the SQLSTATE as `code`. */
  query: Behind;
  close: () => Promise<void>;
}

/** Privileges on objects of an extension are not ours to manage. */
const OURS = `not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`;

const FUNCTIONS = `
  select c.oid::regprocedure::text as title, format('select %s(%s)', c.oid::regproc,
    (select string_agg('null::' || format_type(type, null), ', ' order by place)
      from unnest(c.proargtypes) with ordinality as arguments (type, place))) as call
  from pg_proc c where c.pronamespace = 'public'::regnamespace and ${OURS} order by 1`;

const RELATIONS = `
  select c.oid::regclass::text as title, c.relkind::text as kind
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and ${OURS} order by 1`;

/** The privileges of each role, verified by acting as that role. */
export function grantsContract(driver: string, open: () => Promise<MigratedDatabase>): void {
  describe(`the roles of the API on ${driver}`, () => {
    let database: MigratedDatabase;
    beforeAll(async () => void (database = await open()));
    afterAll(() => database.close());

    const rows = async <Row>(text: string) => (await database.query(text)) as Row[];

    /** SQLSTATE and message of the rejection; null if the role is allowed. Changes nothing. */
    async function refusal(role: string, statement: string): Promise<{ code: string; message: string } | null> {
      await database.query('begin');
      try {
        await database.query(`set local role ${role}`);
        await database.query(statement);
        return null;
      } catch (error) {
        const { code, message } = error as Error & { code: string };
        return { code, message };
      } finally {
        await database.query('rollback');
      }
    }

    describe.each(['anon', 'authenticated'])('%s', (role) => {
      it('may not call any of the functions', async () => {
        const functions = await rows<{ title: string; call: string }>(FUNCTIONS);
        expect(functions.length).toBeGreaterThan(25);
        for (const { title, call } of functions) {
          expect({ title, refusal: await refusal(role, call) }).toEqual({
            title,
            refusal: {
              code: '42501',
              message: expect.stringMatching(/^permission denied for (function|schema extensions)/),
            },
          });
        }
      });

      it('may not access any of the tables, views and sequences', async () => {
        const relations = await rows<{ title: string; kind: string }>(RELATIONS);
        expect(relations.length).toBeGreaterThan(8);
        for (const { title, kind } of relations) {
          const statements =
            kind === 'S'
              ? [`select nextval('${title}')`, `select * from ${title}`]
              : [`select from ${title}`, `insert into ${title} default values`, `delete from ${title}`];
          for (const statement of statements) {
            expect({ statement, refusal: await refusal(role, statement) }).toEqual({
              statement,
              refusal: { code: '42501', message: expect.stringContaining('permission denied for') },
            });
          }
        }
      });
    });

    it('allow service_role everything that the service does, with row-level security on', async () => {
      const unprotected = await rows<{ title: string }>(
        `select oid::regclass::text as title from pg_class
          where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity`,
      );
      expect(unprotected).toEqual([]);
      await database.query('begin');
      await database.query('set local role service_role');
      for (const [statement, answer] of everythingTheServiceDoes) {
        expect({ statement, rows: await database.query(statement) }).toEqual({ statement, rows: answer });
      }
      await database.query('rollback');
    });

    it('run no function with a caller-controlled search path, or with the rights of its owner', async () => {
      const loose = await rows<{ title: string }>(
        `select c.oid::regprocedure::text as title from pg_proc c where c.pronamespace = 'public'::regnamespace and ${OURS}
          and (c.prosecdef or not exists (select from unnest(c.proconfig) as setting where setting like 'search_path=%'))`,
      );
      expect(loose).toEqual([]);
    });

    it('read no view with the rights of its owner', async () => {
      const loose = await rows<{ title: string }>(
        `select c.oid::regclass::text as title from pg_class c where c.relnamespace = 'public'::regnamespace
          and c.relkind = 'v' and ${OURS} and not coalesce('security_invoker=true' = any (c.reloptions), false)`,
      );
      expect(loose).toEqual([]);
    });
  });
}
