/** The numbers of the items in an export as NDJSON, in its order. */
export function itemNumbers(ndjson: string): number[] {
  const lines = ndjson.trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { email_number: number }).email_number);
}
