import { randomBytes, randomUUID } from 'node:crypto';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from '../../src/infrastructure/dynamodb/dynamodb.js';
import { DynamoDbTokenStore } from '../../src/tokens/store/dynamodb-token.store.js';
import { InMemoryTokenStore } from '../support/in-memory-token.store.js';
import { TokenCipher } from '../../src/tokens/store/token-cipher.js';
import { dynamoDbAt, openEmbeddedDynamoDb } from '../support/embedded-dynamodb.js';
import { describeWith, THOROUGHNESS } from '../support/needed-programs.js';
import { tokenPoolContract, type OpenedTokenStore } from './token-pool.contract.js';

tokenPoolContract('memory', async () => ({ store: async () => new InMemoryTokenStore(), close: async () => {} }));

const onEmbedded = (words: string, cipher: TokenCipher | null) =>
  tokenPoolContract(`the embedded DynamoDB, ${words}`, async () => {
    const { dynamodb, remove } = await openEmbeddedDynamoDb();
    return openedOn(dynamodb, cipher, remove);
  });
onEmbedded('encrypted', new TokenCipher(randomBytes(32)));
// The rows themselves, of both kinds, are looked at in token-pool-rows.spec.ts.
describeWith([THOROUGHNESS], 'without encryption', () => onEmbedded('readable', null));

// Not a setting of the service: another DynamoDB in which the suite may create tables. It must evaluate the condition of an
// update and write the item atomically, as DynamoDB does, because that is all that keeps pools within a limit. moto does not:
// its server has a thread per request (moto/server.py), and `update_item` evaluates the condition and then changes the item
// without a lock (moto/dynamodb/models/__init__.py at 38f386d8). Two reservations can both pass there, and "exceeds no limit"
// fails. This was read in its source; the suite was not run against moto or AWS to confirm it.
const endpoint = process.env['CONTRACT_DYNAMODB_ENDPOINT'];
if (endpoint) {
  tokenPoolContract(endpoint, async () => {
    const dynamodb = dynamoDbAt(endpoint);
    return openedOn(dynamodb, null, () => dynamodb.close());
  });
}

function openedOn(dynamodb: DynamoDb, cipher: TokenCipher | null, close: () => Promise<void>): OpenedTokenStore {
  const tables: ReturnType<DynamoDb['ensureTable']>[] = [];
  return {
    store: async () => {
      const table = dynamodb.ensureTable({ name: `tokens-${randomUUID()}`, partitionKey: 'token_id' });
      tables.push(table);
      return new DynamoDbTokenStore(table, cipher);
    },
    close: async () => {
      for (const table of tables) {
        await table.run((client) => client.send(new DeleteTableCommand({ TableName: table.name })));
      }
      await close();
    },
  };
}
