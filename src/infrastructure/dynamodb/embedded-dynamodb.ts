import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DataDirectory } from '../data-directory/data-directory.js';
import { documentClient } from './document-client.js';
import type { Connection, DynamoDbSide } from './dynamodb-side.js';
import { guardedListener } from './guarded-listener.js';
import { reviveTables } from './revive-tables.js';

/**
 * DynamoDB inside this process: dynalite over LevelDB, its files in the data directory, whose lock keeps other processes
 * out. Power loss may cost the last writes, a killed process costs none.
 */
export function embeddedDynamoDb(directory: DataDirectory): DynamoDbSide {
  return {
    description: 'embedded DynamoDB in the data directory',
    connect: async () => {
      const connection = await serve(await directory.path('dynamodb'));
      directory.closeBeforeUnlocking(connection.close);
      return connection;
    },
  };
}

async function serve(path: string): Promise<Connection> {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ path, createTableMs: 0, updateTableMs: 0 });
  const accessKeyId = randomBytes(16).toString('hex').toUpperCase();
  const [listener] = server.listeners('request') as RequestListener[];
  if (!listener) throw new Error('dynalite has no request listener');
  server.removeAllListeners('request').on('request', guardedListener(listener, accessKeyId));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = documentClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'nobody checks the signature' },
  });
  await reviveTables(client);
  return { client, close: closer(client, server) };
}

/** Closes once, however often it is called: at the end of the process both the door and the directory do. */
function closer(client: DynamoDBDocumentClient, server: Server): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const close = async () => {
    client.destroy();
    const closed = new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    // Connections that are kept alive would hold the server open.
    server.closeIdleConnections();
    await closed;
  };
  return () => (closing ??= close());
}
