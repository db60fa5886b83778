/** A table as it is created if it does not exist. Keys are strings; capacity is on demand. */
export interface TableDefinition {
  name: string;
  partitionKey: string;
  sortKey?: string;
  /**
   * Attribute with the time after which a row may be deleted, in seconds since 1970. Not every DynamoDB deletes rows, and none
   * does so immediately, so readers must check it themselves.
   */
  ttlAttribute?: string;
}
