/** Digits of all scripts that Intl knows, with their ASCII equivalent. */
const ASCII_DIGITS = new Map(Intl.supportedValuesOf('numberingSystem').flatMap(digitsOf));

function digitsOf(numberingSystem: string): [string, string][] {
  const format = new Intl.NumberFormat(`en-u-nu-${numberingSystem}`, { useGrouping: false });
  return [...'0123456789'].flatMap((digit): [string, string][] => {
    const written = format.format(Number(digit));
    return /^\p{Nd}$/u.test(written) ? [[written, digit]] : [];
  });
}

/** Digits of all scripts as `0` to `9`. */
export function asciiDigits(words: string): string {
  return words.replace(/\p{Nd}/gu, (digit) => ASCII_DIGITS.get(digit) ?? digit);
}

/** Normalizes a text for comparison: lower case, no Latin accents, no marks of direction, plain digits, blanks and apostrophes. */
export function fold(words: string): string {
  return asciiDigits(words)
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .normalize('NFC')
    .replace(/[’‘ʼ`´′]/gu, "'")
    .replace(/\s+/gu, ' ')
    .trim();
}
