import type { Parsers, Results, StatementOptions, Statements } from './embedded-driver.js';
import type { PostgresThread } from './postgres-thread.js';
import type { ThreadRows } from './thread-messages.js';

const JSON_PARSERS: Parsers = { 114: JSON.parse, 3802: JSON.parse };

/** Statements that are executed in the thread. Their results are parsed here, because functions cannot be sent to it. */
export function statementsIn(thread: PostgresThread): Statements {
  return {
    query: async <Row>(text: string, values: unknown[] = [], options: StatementOptions = {}): Promise<Results<Row>> => {
      const { parsers = {}, copied } = options;
      const textTypes = Object.keys(parsers).map(Number);
      const answer = await thread.request({ kind: 'query', text, values: values.map(portable), textTypes, copied });
      return read(answer as ThreadRows, { ...JSON_PARSERS, ...parsers });
    },
    exec: async (script) => {
      const results = (await thread.request({ kind: 'exec', script })) as ThreadRows[];
      return results.map((result) => read(result, JSON_PARSERS));
    },
  };
}

function read<Row>({ rows, texts }: ThreadRows, parsers: Parsers): Results<Row> {
  for (const [name, type] of texts) {
    const parse = parsers[type] as Parsers[number];
    for (const row of rows) if (row[name] !== null) row[name] = parse(row[name] as string);
  }
  return { rows: rows as Row[] };
}

/** The value in a form that can be sent to another thread, where an object would lose its toJSON. */
function portable(value: unknown): unknown {
  return isPortable(value) ? value : JSON.stringify(value);
}

function isPortable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPortable);
  return typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array;
}
