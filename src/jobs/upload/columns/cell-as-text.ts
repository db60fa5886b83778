/** A cell as it is returned with the results: JSON for lists and objects, empty for null. */
export function cellAsText(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  return cell === null || cell === undefined ? '' : JSON.stringify(cell);
}
