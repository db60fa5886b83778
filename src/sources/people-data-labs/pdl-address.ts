import { text } from '../mapping/text.js';

/** Addresses come without a scheme: `linkedin.com/company/acme`. */
export function pdlAddress(value: unknown): string | null {
  const words = text(value);
  if (words === null || /^https?:\/\//i.test(words)) return words;
  return `https://${words.replace(/^(?:www\.)?(?=linkedin\.com\/)/i, 'www.')}`;
}
