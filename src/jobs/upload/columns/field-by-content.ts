import { withoutSurroundingBlanks } from '../../../model/surrounding-blanks.js';
import type { ColumnField } from './column-field.js';

const BLANK = /\s/;
const MAX_LENGTH = 2_083;

/** For a file without a header: what a column contains, by its cell in the first row. */
export function fieldByContent(cell: string): ColumnField | null {
  const text = withoutSurroundingBlanks(cell);
  if (text.length > MAX_LENGTH) return null;
  if (text.endsWith('>') && text.includes('@')) return 'email';
  if (BLANK.test(text)) return null;
  if (/linkedin\.com\//i.test(text)) return 'linkedin_url';
  return text.includes('@') ? 'email' : null;
}
