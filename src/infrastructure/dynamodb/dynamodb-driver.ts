import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** One driver of the backend: where DynamoDB is, and how to get a client for it. */
export interface DynamoDbDriver {
  /** Which driver it is, and where; safe to display. */
  readonly description: string;
  readonly isEmbedded: boolean;
  /** @throws DataDirectoryError where the embedded driver cannot have its files */
  connect: () => Promise<Connection>;
}

export interface Connection {
  client: DynamoDBDocumentClient;
  close: () => Promise<void>;
  /** Fulfilled when what the client talks to has ended in this process; never for a DynamoDB elsewhere. */
  lost?: Promise<void>;
}
