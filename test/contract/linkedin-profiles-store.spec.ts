import { randomUUID } from 'node:crypto';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, PutCommand, ScanCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { DynamoDbLinkedInProfilesStore } from '../../src/linkedin-profiles/dynamodb-linkedin-profiles.store.js';
import type { DynamoDb } from '../../src/infrastructure/dynamodb/dynamodb.js';
import { dynamoDbAt, openEmbeddedDynamoDb } from '../support/embedded-dynamodb.js';
import { settings } from '../support/settings.js';
import { linkedInProfilesStoreContract, type LinkedInProfiles } from './linkedin-profiles-store.contract.js';

linkedInProfilesStoreContract('the embedded DynamoDB', async () => {
  const { dynamodb, remove } = await openEmbeddedDynamoDb();
  return behind(dynamodb, 'linkedin_profiles', remove);
});

// Not a setting of the service: another DynamoDB in which the suite may create tables. It must accept items up to the limit of
// DynamoDB, 400 KB, which is 409,600 bytes. moto rejects them above 405,000 bytes, and does not count the overhead of lists and
// maps (LimitedSizeDict and DynamoType.size in moto/dynamodb/models/dynamo_type.py at b95bfe95), so "every size around the limit"
// fails there. This was read in its source; the suite was not run against moto or AWS to confirm it.
const endpoint = process.env['CONTRACT_DYNAMODB_ENDPOINT'];
if (endpoint) {
  linkedInProfilesStoreContract(endpoint, async () => {
    const dynamodb = dynamoDbAt(endpoint);
    const name = `contract_${randomUUID()}`;
    const instance = behind(dynamodb, name, () => dynamodb.close());
    return { ...instance, close: () => removed(dynamodb, name).then(instance.close) };
  });
}

async function removed(dynamodb: DynamoDb, name: string): Promise<void> {
  const table = dynamodb.ensureTable({ name, partitionKey: 'email', sortKey: 'timestamp' });
  await table.run((client) => client.send(new DeleteTableCommand({ TableName: name })));
}

function behind(dynamodb: DynamoDb, name: string, close: () => Promise<void>): LinkedInProfiles {
  const store = new DynamoDbLinkedInProfilesStore(dynamodb, settings({ DYNAMODB_TABLE_NAME: name }));
  const table = dynamodb.ensureTable({ name, partitionKey: 'email', sortKey: 'timestamp' });
  const items = async () => {
    const all: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const scan = new ScanCommand({ TableName: name, ExclusiveStartKey, ConsistentRead: true });
      const page = await table.run((client) => client.send(scan));
      all.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return all;
  };
  return {
    store,
    items,
    put: async (Item) => void (await table.run((client) => client.send(new PutCommand({ TableName: name, Item })))),
    clear: async () => {
      const deletions = (await items()).map(({ email, timestamp }) => ({
        DeleteRequest: { Key: { email, timestamp } },
      }));
      for (let from = 0; from < deletions.length; from += 25) {
        let left: NonNullable<BatchWriteCommandInput['RequestItems']> = { [name]: deletions.slice(from, from + 25) };
        while (Object.keys(left).length > 0) {
          const command: BatchWriteCommand = new BatchWriteCommand({ RequestItems: left });
          left = (await table.run((client) => client.send(command))).UnprocessedItems ?? {};
        }
      }
    },
    close,
  };
}
