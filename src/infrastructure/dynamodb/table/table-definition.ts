/** A table as it is created where it does not exist. Keys are strings; capacity is paid per request. */
export interface TableDefinition {
  name: string;
  partitionKey: string;
  sortKey?: string;
  /**
   * Attribute with the time after which a row may be removed, in seconds since 1970. Not every DynamoDB removes rows, and
   * none at once: readers have to look at it themselves.
   */
  ttlAttribute?: string;
}
