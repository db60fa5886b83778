const TOKEN_ID = /^[\w.:-]{1,128}$/;

/** Whether a token can have this id. Ids come from URLs too, and the table takes no key of any length. */
export function isTokenId(id: string): boolean {
  return TOKEN_ID.test(id);
}
