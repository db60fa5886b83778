import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from '../../src/infrastructure/data-directory/data-directory.js';
import { awsDynamoDb } from '../../src/infrastructure/dynamodb/aws/aws-dynamodb.js';
import { DynamoDb } from '../../src/infrastructure/dynamodb/dynamodb.js';
import { embeddedDynamoDb } from '../../src/infrastructure/dynamodb/embedded/embedded-dynamodb.js';
import { settings } from './settings.js';

export interface EmbeddedDynamoDb {
  dynamodb: DynamoDb;
  /** The path of the whole data directory. */
  path: string;
  /** Closes the gateway and unlocks the directory; its files stay. */
  close: () => Promise<void>;
  /** Closes, and deletes the files. */
  remove: () => Promise<void>;
}

/** The gateway to an embedded DynamoDB, which is open: calls wait for that only a few seconds. A new one if no path is given. */
export async function openEmbeddedDynamoDb(path?: string): Promise<EmbeddedDynamoDb> {
  const folder = path ?? (await mkdtemp(join(tmpdir(), 'linkedin-profile-service-dynamodb-')));
  const directory = new DataDirectory(settings({ DATA_DIR: folder }));
  const dynamodb = new DynamoDb(embeddedDynamoDb(directory));
  await dynamodb.open();
  const close = async () => {
    await dynamodb.close();
    await directory.close();
  };
  const remove = async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  };
  return { dynamodb, path: folder, close, remove };
}

/**
 * The gateway to a DynamoDB at an address, such as DynamoDB Local; the SDK finds its credentials in AWS_ACCESS_KEY_ID and similar
 * variables.
 */
export function dynamoDbAt(endpoint: string): DynamoDb {
  return new DynamoDb(awsDynamoDb({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: endpoint }));
}
