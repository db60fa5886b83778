import { randomBytes } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DataDirectory } from '../../data-directory/data-directory.js';
import { openingFailure } from '../../data-directory/unusable-files.js';
import { documentClient } from '../document-client.js';
import { startDynalite, type DynaliteThread } from './start-dynalite.js';
import type { Connection, DynamoDbDriver } from '../dynamodb-driver.js';
import { reviveTables } from './revive-tables.js';

/**
 * DynamoDB inside this process: dynalite over LevelDB with its files in the data directory, whose lock keeps other processes out.
 * Power loss may lose the last writes; killing the process loses none.
 */
export function embeddedDynamoDb(directory: DataDirectory): DynamoDbDriver {
  return {
    description: 'embedded DynamoDB in the data directory',
    isEmbedded: true,
    connect: async () => {
      const path = await directory.path('dynamodb');
      const connection = await serve(path).catch(async (error: unknown) => {
        throw await openingFailure(error, { store: 'embedded DynamoDB', path, checkDisk: () => directory.checkDisk() });
      });
      directory.closeBeforeUnlocking(connection.close);
      return connection;
    },
    checkDisk: () => directory.checkDisk(),
    whenUnreachable: 'The embedded DynamoDB stopped: it is being started again',
  };
}

async function serve(path: string): Promise<Connection> {
  const accessKeyId = randomBytes(16).toString('hex').toUpperCase();
  const thread = await startDynalite({ path, accessKeyId });
  const client = documentClient({
    endpoint: `http://127.0.0.1:${thread.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'signatures are not checked' },
    signer: { sign: signedBy(accessKeyId) },
  });
  const close = closer(client, thread);
  await reviveTables(client).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { client, close, compact: thread.compact, lost: thread.ended };
}

/** Names the key as a signature would, without computing one, because dynalite does not check signatures. */
function signedBy(accessKeyId: string) {
  const scope = `Credential=${accessKeyId}/20260101/us-east-1/dynamodb/aws4_request`;
  return <Request extends { headers: Record<string, string> }>(request: Request): Promise<Request> => {
    request.headers['authorization'] = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`;
    request.headers['x-amz-date'] = '20260101T000000Z';
    return Promise.resolve(request);
  };
}

/** Closes once, however often it is called: at shutdown both the gateway and the directory call it. */
function closer(client: DynamoDBDocumentClient, thread: DynaliteThread): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const close = async () => {
    client.destroy();
    await thread.close();
  };
  return () => (closing ??= close());
}
