/**
 * Characters that make a spreadsheet evaluate a cell if they come first, in ASCII and full-width forms. A negative number is not a
 * formula; a phone number with a plus counts as one, because the plus would be lost.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;
const NEGATIVE_NUMBER = /^-\d+(?:[.,]\d+)?$/;
const GUARDED = /^'(?=[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20])/;

/** The text as a cell that no spreadsheet evaluates: `=1+1` becomes `'=1+1`. */
export function guardedCell(text: string): string {
  return FORMULA.test(text) && !NEGATIVE_NUMBER.test(text) ? `'${text}` : text;
}

/** Undoes `guardedCell`; any other text is unchanged. */
export function unguardedCell(cell: string): string {
  return cell.replace(GUARDED, '');
}
