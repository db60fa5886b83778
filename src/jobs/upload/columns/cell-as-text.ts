/** A cell as it comes back: JSON for lists and objects, empty for none. */
export function cellAsText(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  return cell === null || cell === undefined ? '' : JSON.stringify(cell);
}
