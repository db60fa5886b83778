import { isRefusal } from '../infrastructure/dynamodb/dynamodb-failure.js';
import { batchWrite } from '../infrastructure/dynamodb/table/batch-write.js';
import type { DynamoDbTable } from '../infrastructure/dynamodb/table/dynamodb-table.js';
import { DynamoDbUnavailableError } from '../infrastructure/dynamodb/dynamodb-unavailable.error.js';
import type { FetchedLinkedInProfile } from './linkedin-profile.js';
import { toItem, type LinkedInProfileItem } from './linkedin-profile.item.js';
import { tooMuch } from './dynamodb-linkedin-profile.items.js';
import type { SaveOutcome } from './linkedin-profiles.store.js';
import { UnstorableDataError } from './profile-data.js';

/** Results by address. */
export type SaveOutcomes = Map<string, SaveOutcome>;

/** Saves up to 25 rows with distinct addresses independently: a row that cannot be stored does not affect the others. */
export async function saveBatch(table: DynamoDbTable, rows: readonly FetchedLinkedInProfile[]): Promise<SaveOutcomes> {
  const savedAt = new Date();
  const outcomes: SaveOutcomes = new Map();
  const storable: LinkedInProfileItem[] = [];
  for (const row of rows) {
    try {
      storable.push(await toItem(row, savedAt));
    } catch (error) {
      if (!(error instanceof UnstorableDataError)) throw error;
      outcomes.set(row.email, { status: 'failed', error: error.message, retryable: false });
    }
  }
  for (const [email, outcome] of await put(table, storable, savedAt)) outcomes.set(email, outcome);
  return outcomes;
}

async function put(table: DynamoDbTable, batch: readonly LinkedInProfileItem[], savedAt: Date): Promise<SaveOutcomes> {
  if (batch.length === 0) return new Map();
  try {
    const requests = batch.map((Item) => ({ PutRequest: { Item } }));
    const left = await table.run((client) => batchWrite(client, table.name, requests));
    const unwritten = new Set(left.map((request) => request.PutRequest?.Item?.['email']));
    return allOf(batch, ({ email }) =>
      unwritten.has(email) ? unavailable(tooMuch()) : { status: 'saved', saved_at: savedAt },
    );
  } catch (error) {
    if (error instanceof DynamoDbUnavailableError) return allOf(batch, () => unavailable(error));
    if (!isRefusal(error)) throw error;
    if (batch.length === 1) return allOf(batch, () => refused(error));
    // DynamoDB rejects a whole batch because of one item, and does not say which.
    const alone = await Promise.all(batch.map((item) => put(table, [item], savedAt)));
    return new Map(alone.flatMap((outcomes) => [...outcomes]));
  }
}

function allOf(
  batch: readonly LinkedInProfileItem[],
  outcome: (item: LinkedInProfileItem) => SaveOutcome,
): SaveOutcomes {
  return new Map(batch.map((item) => [item.email, outcome(item)]));
}

function unavailable({ message }: DynamoDbUnavailableError): SaveOutcome {
  return { status: 'failed', error: message, retryable: true };
}

function refused({ name }: Error): SaveOutcome {
  return { status: 'failed', error: `DynamoDB rejected the row (${name})`, retryable: false };
}
