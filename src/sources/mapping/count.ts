import { shortText } from './text.js';

const FACTORS: Record<string, number> = { '': 1, k: 1e3, m: 1e6, b: 1e9 };
/** `1,234`, `500+`, `10K+`, `1.5M followers`; groups of three may be set apart by anything but a letter. */
const COUNT = /^[~>≈]?\s*(\d+(?:[,.'’\s]\d{3})*|\d+[.,]\d+)\s*([kmb]?)\s*\+?(?:\s+\p{L}[\p{L}\s]*)?$/iu;
/** What an integer column holds. */
const MAX_POSTGRES_INTEGER = 2_147_483_647;

/** A whole number from 0, or null if the value is not one; a range such as `51-200` is not. */
export function count(value: unknown): number | null {
  const match = COUNT.exec(shortText(value) ?? '');
  if (match === null) return null;
  const [, written = '', suffix = ''] = match;
  const number = Math.floor(numberOf(written) * (FACTORS[suffix.toLowerCase()] ?? 1));
  return number <= MAX_POSTGRES_INTEGER ? number : null;
}

/** `1.234` means 1234: counts have no fractions. */
function numberOf(written: string): number {
  const grouped = /^\d{1,3}(?:[,.'’\s]\d{3})+$/u.test(written);
  return Number(grouped ? written.replace(/\D/g, '') : written.replace(',', '.'));
}
