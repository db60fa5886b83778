import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** One driver of the backend: where DynamoDB is, and how to get a client for it. */
export interface DynamoDbDriver {
  /** Which driver it is, and where; safe to display. */
  readonly description: string;
  readonly isEmbedded: boolean;
  /** @throws DataDirectoryError if the files of the embedded driver cannot be used */
  connect: () => Promise<Connection>;
  /** Fails if nothing more can be written to the disk; absent for an external DynamoDB. */
  checkDisk?: () => Promise<void>;
  /** The problem to report if nothing responds; by default, operators are told to check the network. */
  whenUnreachable?: string;
}

export interface Connection {
  client: DynamoDBDocumentClient;
  close: () => Promise<void>;
  /** Rewrites the files of the embedded server, without what was deleted; one call at a time. */
  compact?: () => Promise<void>;
  /** Resolves when the embedded server has ended; never for an external DynamoDB. */
  lost?: Promise<void>;
}
