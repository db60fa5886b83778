import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batchWrite, type WriteRequest } from './batch-write.js';

const RETRIES = { attempts: 6, backoffMs: 0 };
const put = (id: string): WriteRequest => ({ PutRequest: { Item: { id } } });

/** A DynamoDB that follows a script: leaves a number of requests unprocessed, or fails. Records the requests. */
function dynamoDbThat(turns: (number | Error)[]): { client: DynamoDBDocumentClient; sent: WriteRequest[][] } {
  const sent: WriteRequest[][] = [];
  const send = ({ input }: { input: { RequestItems: { things: WriteRequest[] } } }) => {
    const turn = turns[sent.length] ?? 0;
    const requests = input.RequestItems.things;
    sent.push(requests);
    if (turn instanceof Error) return Promise.reject(turn);
    const left = turn === 0 ? [] : requests.slice(-turn);
    return Promise.resolve({ UnprocessedItems: left.length > 0 ? { things: left } : {} });
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, sent };
}

const named = (name: string) => Object.assign(new Error('refused'), { name });

describe('batchWrite', () => {
  it('retries only unprocessed requests until none are left', async () => {
    const { client, sent } = dynamoDbThat([2, 1, 0]);
    expect(await batchWrite(client, 'things', ['a', 'b', 'c'].map(put), RETRIES)).toEqual([]);
    expect(sent).toEqual([['a', 'b', 'c'].map(put), ['b', 'c'].map(put), ['c'].map(put)]);
  });

  it.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])(
    'takes %s for a batch that was left over',
    async (name) => {
      const { client, sent } = dynamoDbThat([named(name), 0]);
      expect(await batchWrite(client, 'things', [put('a')], RETRIES)).toEqual([]);
      expect(sent).toHaveLength(2);
    },
  );

  it('retries a batch that failed because of an error in DynamoDB', async () => {
    const failure = Object.assign(named('InternalServerError'), { $metadata: { httpStatusCode: 500 } });
    const { client, sent } = dynamoDbThat([failure, failure, 0]);
    expect(await batchWrite(client, 'things', [put('a')], RETRIES)).toEqual([]);
    expect(sent).toHaveLength(3);
  });

  it("reports DynamoDB's error if it outlasts the attempts", async () => {
    const failure = Object.assign(named('InternalServerError'), { $metadata: { httpStatusCode: 500 } });
    const { client, sent } = dynamoDbThat(Array.from({ length: 99 }, () => failure));
    await expect(batchWrite(client, 'things', [put('a')], RETRIES)).rejects.toBe(failure);
    expect(sent).toHaveLength(RETRIES.attempts);
  });

  it('gives up after its last attempt, and returns what is unprocessed', async () => {
    const { client, sent } = dynamoDbThat(Array.from({ length: 99 }, () => 1));
    expect(await batchWrite(client, 'things', ['a', 'b'].map(put), RETRIES)).toEqual([put('b')]);
    expect(sent).toHaveLength(RETRIES.attempts);
  });

  it('passes on every other failure immediately', async () => {
    const { client, sent } = dynamoDbThat([1, named('ValidationException')]);
    await expect(batchWrite(client, 'things', ['a', 'b'].map(put), RETRIES)).rejects.toThrow('refused');
    expect(sent).toHaveLength(2);
  });

  it('sends nothing for an empty list', async () => {
    const { client, sent } = dynamoDbThat([]);
    expect(await batchWrite(client, 'things', [], RETRIES)).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('writes or returns every request, whatever DynamoDB leaves unprocessed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(25), { maxLength: 8 }),
        fc.integer({ min: 1, max: 25 }),
        async (turns, count) => {
          const requests = Array.from({ length: count }, (_, index) => put(String(index)));
          const { client, sent } = dynamoDbThat(turns);
          const left = await batchWrite(client, 'things', requests, RETRIES);
          const written = sent.flatMap((batch, turn) =>
            batch.slice(0, batch.length - Math.min(batch.length, turns[turn] ?? 0)),
          );
          expect([...written, ...left].toSorted(byId)).toEqual(requests.toSorted(byId));
        },
      ),
    );
  });
});

function byId(one: WriteRequest, other: WriteRequest): number {
  return String(one.PutRequest?.Item?.['id']).localeCompare(String(other.PutRequest?.Item?.['id']));
}
