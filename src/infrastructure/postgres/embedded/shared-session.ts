import type { PGlite } from '@electric-sql/pglite';

/** Runs work when nobody else's is running. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>;

/** The methods that send statements. */
const STATEMENTS = new Set<PropertyKey>(['query', 'sql', 'exec', 'transaction', 'listen', 'unlisten', 'describeQuery']);

/**
 * The database for those who share its only session with the Supabase driver: a request of that driver is a transaction of several
 * statements, as another role. A statement in between would be part of it, and be lost when it is rolled back.
 */
export function sharedSession(driver: PGlite, exclusively: Exclusively): PGlite {
  const run = async (work: () => Promise<unknown>) =>
    work().catch(async (error: unknown) => {
      // A script may have begun a transaction that nobody else ends.
      await driver.exec('rollback').catch(() => undefined);
      throw error;
    });
  return new Proxy(driver, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...values: unknown[]) => Promise<unknown>;
      return STATEMENTS.has(name) ? (...values: unknown[]) => exclusively(() => run(() => method(...values))) : method;
    },
  });
}
