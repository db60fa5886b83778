/**
 * What makes a spreadsheet evaluate a cell if it comes first, also in its wide form. A negative number is no formula; the plus of a
 * phone number would be lost.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;
const NEGATIVE_NUMBER = /^-\d+(?:[.,]\d+)?$/;
const GUARDED = /^'(?=[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20])/;

/** The text as a cell that no spreadsheet evaluates: `=1+1` becomes `'=1+1`. */
export function guardedCell(text: string): string {
  return FORMULA.test(text) && !NEGATIVE_NUMBER.test(text) ? `'${text}` : text;
}

/** What was guarded; any other text unchanged. */
export function unguardedCell(cell: string): string {
  return cell.replace(GUARDED, '');
}
