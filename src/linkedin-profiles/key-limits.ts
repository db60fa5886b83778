/** Limits of DynamoDB for a key, in bytes; an empty key is not allowed. */
const MAX_PARTITION_KEY = 2_048;
const MAX_SORT_KEY = 1_024;

export function isPartitionKey(text: string): boolean {
  return isKey(text, MAX_PARTITION_KEY);
}

export function isSortKey(text: string): boolean {
  return isKey(text, MAX_SORT_KEY);
}

function isKey(text: string, longest: number): boolean {
  return text !== '' && text.isWellFormed() && Buffer.byteLength(text) <= longest;
}
