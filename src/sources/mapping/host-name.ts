import { MAX_URL_LENGTH } from '../../model/linkedin-url.js';
import { text } from './text.js';

/** Host name without `www.` in lower case, from a domain or a URL. */
export function hostName(value: unknown): string | null {
  const words = text(value);
  if (words === null || words.length > MAX_URL_LENGTH) return null;
  const url = /^https?:\/\//i.test(words) ? words : `https://${words}`;
  if (!URL.canParse(url)) return null;
  const host = new URL(url).hostname.replace(/^www\./, '');
  return host.includes('.') ? host : null;
}
