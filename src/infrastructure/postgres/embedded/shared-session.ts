import type { PGlite } from '@electric-sql/pglite';

/** Runs work when nobody else's is running. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>;

/** The methods that send statements. */
const STATEMENTS = new Set<PropertyKey>([
  'query',
  'sql',
  'exec',
  'execProtocol',
  'transaction',
  'listen',
  'unlisten',
  'describeQuery',
]);

/**
 * The database for all who share its only session. A script that fails may leave its transaction open; what another caller sent before
 * that is rolled back would be part of it, and be lost.
 */
export function sharedSession(driver: PGlite, exclusively: Exclusively): PGlite {
  const run = async (work: () => Promise<unknown>) =>
    work().catch(async (error: unknown) => {
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
