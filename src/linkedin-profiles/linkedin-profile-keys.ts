/** Part of the table, in a stable but meaningless order. */
export interface KeysPage {
  /** Each address as it is spelled in the table, once. */
  emails: string[];
  /** Rows that were read. */
  rows: number;
  /** Where the next page starts, for `page`; null after the last one. */
  next: string | null;
}

/** The keys of all rows, for rows that other programs stored under an address as it was given. */
export abstract class LinkedInProfileKeys {
  /**
   * @param after where the previous page ended; null for the first page, and for a position that cannot be read
   * @throws DynamoDbUnavailableError, like the following method
   */
  abstract page(after: string | null): Promise<KeysPage>;

  /**
   * Moves the rows of one spelling of an address to another one; of the rows under both, the newest stays. At every moment it
   * can be found under at least one of them, and a row that is saved or deleted at the same time stays saved or deleted.
   * @returns false if DynamoDB rejects the row under the new key; it stays as it was
   */
  abstract move(from: string, to: string): Promise<boolean>;
}
