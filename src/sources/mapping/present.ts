import { fold } from './fold.js';
import { LINKEDIN_LOCALES } from './linkedin-locales.js';

/**
 * Words for "present" in the languages of LinkedIn's pages. CLDR has "now" and "today" only, so the list is written by hand and has not been
 * compared with the pages themselves; if a word is missing, the position has no known end.
 */
const PRESENT =
  'present|current|currently|ongoing|to date|till date|until now|heute|gegenwart|aktuell|laufend|bis heute|derzeit|' +
  'présent|actuel|actuellement|à ce jour|en cours|actualidad|la actualidad|presente|actual|actualmente|' +
  'o momento|atual|atualmente|até o presente|attuale|attualmente|in corso|heden|huidig|nuvarande|pågående|nuværende|nåværende|' +
  'nykyinen|nykyhetki|obecnie|současnost|dosud|настоящее время|по настоящее время|наст. время|теперішній час|дотепер|' +
  'halen|günümüz|devam ediyor|prezent|în prezent|jelenleg|jelen|παρόν|σήμερα|現在|至今|目前|迄今|현재|재직 중|' +
  'حتى الآن|الحاضر|الوقت الحاضر|היום|כיום|הווה|वर्तमान|अब तक|सध्या|বর্তমান|ਮੌਜੂਦਾ|ਹੁਣ ਤੱਕ|ప్రస్తుతం|ปัจจุบัน|hiện tại|đến nay|' +
  'saat ini|sekarang|kini|kasalukuyan|اکنون|تاکنون|زمان حال';

const SPACELESS = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Thai}\p{Script=Hiragana}\p{Script=Katakana}]/u;

let words: readonly string[] | undefined;

/** Whether a folded text means "present" in a language of LinkedIn. */
export function saysPresent(folded: string): boolean {
  words ??= [...new Set([...PRESENT.split('|'), ...LINKEDIN_LOCALES.flatMap(nowAndToday)].map(fold))];
  return words.some((word) => (SPACELESS.test(word) ? folded.includes(word) : hasWord(folded, word)));
}

function nowAndToday(locale: string): string[] {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return [format.format(0, 'second'), format.format(0, 'day')];
}

function hasWord(folded: string, word: string): boolean {
  const at = folded.indexOf(word);
  if (at < 0) return false;
  return !/[\p{L}\p{M}]$/u.test(folded.slice(0, at)) && !/^[\p{L}\p{M}]/u.test(folded.slice(at + word.length));
}
