import type { Db } from 'pg-boss';
import type { PgConnections } from '../postgres/server/pg-connections.js';
import { PgListener } from '../postgres/server/pg-listener.js';
import { SqlError } from '../postgres/sql.error.js';

/** Statements that create tables and indexes; statements on jobs have parameters or call functions. */
const CHANGES_SCHEMA = /\b(create|alter|drop|reindex)\s/i;

/**
 * The connections of this process as pg-boss uses them: it shares the pool with everything else, and is notified of new jobs on
 * its own connection.
 */
export function pgBossDatabase(connections: PgConnections): Db {
  return {
    executeSql: async (text: string, values?: unknown[]) => {
      try {
        if (values?.length || !CHANGES_SCHEMA.test(text)) return await connections.query(text, values);
        return await connections.withoutStatementTimeout((client) =>
          client.query(text).catch((error: unknown) => connections.fail(error)),
        );
      } catch (error) {
        // pg-boss reads the server's messages: an "already exists" error shows that another process was first.
        throw error instanceof SqlError ? error.cause : error;
      }
    },
    listen: async (channel: string, onNotification: (payload: string) => void, onConnected: () => void) => {
      const listener = new PgListener(connections, channel, onNotification, onConnected);
      listener.open();
      return { close: () => listener.close() };
    },
  };
}
