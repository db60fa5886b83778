const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** IDs come from URLs. Text that is not a UUID matches no row, and Postgres would reject the comparison. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}
