const TOKEN_ID = /^[\w.:-]{1,128}$/;

/** Whether a token can have this ID. IDs also come from URLs, and DynamoDB limits the length of keys. */
export function isTokenId(id: string): boolean {
  return TOKEN_ID.test(id);
}
