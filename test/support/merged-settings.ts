import type { PGlite } from '@electric-sql/pglite';

const SETTING = /^\s*select (set_config\('[^']+', )(\$1|''), true\)\s*$/i;

/**
 * For each request, the API sets ten parameters with a statement each, which takes half of its CPU time. Sets them with one statement, which
 * runs just before the next one of another kind.
 */
export function mergeSettings(driver: PGlite): void {
  const query = driver.query.bind(driver);
  let waiting: { call: string; value: unknown }[] = [];
  const merging = async (text: string, values: unknown[] = [], options?: Parameters<PGlite['query']>[2]) => {
    const setting = SETTING.exec(text);
    if (setting) {
      const [, call, given] = setting;
      waiting.push({ call: call!, value: given === '$1' ? values[0] : '' });
      return { rows: [], fields: [] };
    }
    if (waiting.length === 0) return query(text, values, options);
    const settings = waiting;
    waiting = [];
    const calls = settings.map(({ call }, index) => `${call}$${index + 1}, true)`);
    const [, results] = await Promise.all([
      query(
        `select ${calls.join(', ')}`,
        settings.map(({ value }) => value),
      ),
      query(text, values, options),
    ]);
    return results;
  };
  driver.query = merging as PGlite['query'];
}
