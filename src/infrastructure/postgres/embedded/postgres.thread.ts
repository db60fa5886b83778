import { parentPort } from 'node:worker_threads';
import { PGlite, protocol } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
// With .ts because the tests run this file directly, without compiling it.
import { PanicWatch } from './panic-watch.ts';
import { TextBlob } from './text-blob.ts';
import { sentError } from './thread-messages.ts';
import type { ThreadMessage, ThreadRequest, ThreadRows } from './thread-messages.ts';

/** By OID: dates and times as the text that Postgres writes, numeric as a number if that has the same digits. */
const PARSERS = {
  1700: (text: string) => (String(Number(text)) === text ? Number(text) : text),
  ...Object.fromEntries([1082, 1083, 1114, 1184, 1266].map((oid) => [oid, unread])),
};
/** json and jsonb, which are sent as text because that is a smaller message than the parsed value. */
const JSON_TYPES = [114, 3802];

type Results = Awaited<ReturnType<PGlite['query']>>;

if (parentPort) {
  const port = parentPort;
  const post = (message: ThreadMessage) => port.postMessage(message);
  const watch = new PanicWatch(() => post({ kind: 'panicked' }));
  let database: PGlite;
  let done: Promise<void> = Promise.resolve();

  const work = async (request: ThreadRequest): Promise<unknown> => {
    switch (request.kind) {
      case 'open':
        database = await opened(request.path, request.module);
        watch.watch(database);
        database.onNotification((channel, payload) => post({ kind: 'notified', channel, payload }));
        break;
      case 'query': {
        const { text, values, textTypes, copied } = request;
        const unreadTypes = [...JSON_TYPES, ...textTypes];
        const blob = copied === undefined ? undefined : new TextBlob(copied);
        return rowsOf(await database.query(text, values, { parsers: unreadOf(unreadTypes), blob }), unreadTypes);
      }
      case 'exec': {
        const results = await database.exec(request.script, { parsers: unreadOf(JSON_TYPES) });
        return results.map((result) => rowsOf(result as Results, JSON_TYPES));
      }
      case 'answer':
        return firstField(await database.execProtocol(protocol.serialize.query(request.script)));
      case 'close':
        await watch.close(() => database.close());
    }
    return null;
  };

  port.on('message', (request: ThreadRequest) => {
    done = done
      .then(() => work(request))
      .then((value) => post({ kind: 'answered', value }))
      .catch((error: unknown) => post({ kind: 'failed', error: sentError(error) }));
  });
  post({ kind: 'loaded' });
}

async function opened(path: string, module: object): Promise<PGlite> {
  const extensions = { vector, pg_trgm };
  const database = await PGlite.create(path, { extensions, parsers: PARSERS, pgliteWasmModule: module });
  // Plans of functions last as long as the session, and nothing here analyzes tables as autovacuum does on a server. Those that are made
  // while a table is small would read all of it forever: every save would take longer than the one before.
  await database.exec('set enable_seqscan = off');
  return database;
}

function unread(text: string): string {
  return text;
}

function unreadOf(types: readonly number[]) {
  return Object.fromEntries(types.map((type) => [type, unread]));
}

function rowsOf({ rows, fields }: Results, unreadTypes: readonly number[]): ThreadRows {
  // If several columns have the same name, a row contains the last one.
  const columns = new Map(fields.map(({ name, dataTypeID }) => [name, dataTypeID]));
  const texts = [...columns].filter(([, type]) => unreadTypes.includes(type));
  return { rows: rows as ThreadRows['rows'], texts };
}

/** The text as Postgres sent it: parsing it by the type of its column would take as long as a small function does. */
function firstField({ messages }: Awaited<ReturnType<PGlite['execProtocol']>>): string | null | undefined {
  const row = messages.find(({ name }) => name === 'dataRow') as { fields: (string | null)[] } | undefined;
  return row?.fields[0];
}
