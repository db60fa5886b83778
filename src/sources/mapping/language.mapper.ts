import type { Language } from '../../model/profile.js';
import { withoutHtml } from './html.js';
import { list } from './list.js';
import { fields } from './record.js';
import { firstText } from './text.js';

/** Languages from a list of names or of objects, or from one text: `English (Native), German`. */
export function mapLanguages(value: unknown): Language[] {
  return list(value)
    .flatMap((entry) => (typeof entry === 'string' ? namesIn(entry) : [entry]))
    .flatMap(mapLanguage);
}

/** Commas inside brackets belong to the proficiency. */
function namesIn(words: string): string[] {
  return withoutHtml(words).match(/(?:[^,;|\n(]|\([^)]*\)?)+/g) ?? [];
}

function mapLanguage(value: unknown): Language[] {
  const entry = fields(value);
  const words = firstText(value, entry['name'], entry['language']);
  if (words === null) return [];
  const { name, inBrackets } = takenApart(words);
  return [{ name, proficiency: firstText(entry['proficiency'], entry['level'], inBrackets) }];
}

/** `English (Native)` is a name and a proficiency. */
function takenApart(words: string): { name: string; inBrackets?: string } {
  const bracket = words.indexOf('(');
  if (bracket < 1 || !words.endsWith(')')) return { name: words };
  return { name: words.slice(0, bracket).trim(), inBrackets: words.slice(bracket + 1, -1) };
}
