const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Ids come from URLs; what is no UUID is nobody's id, and Postgres would refuse to compare it. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}
