import { CONCEPTS } from './vocabulary.js';

const conceptsByFirstWord = Map.groupBy(CONCEPTS, ({ words }) => words[0]);

/** `cto`, `ciso` */
const OFFICER = /^c[a-z]{1,3}o$/;
/** Maximum number of words between `chief` and `officer`. */
const MOST_DUTIES = 3;

/** The concepts of which a spelling begins at this word of a text. The text is in lower case, except for `IT`. */
export function* conceptsAt(words: readonly string[], at: number): Generator<string> {
  const word = words[at];
  for (const { words: spelling, concept } of conceptsByFirstWord.get(word) ?? []) {
    if (spelling.every((part, index) => words[at + index] === part)) yield concept;
  }
  if (word === 'IT') yield 'information technology';
  const office = word === 'chief' ? initialsOfOffice(words, at) : word;
  if (office !== undefined && OFFICER.test(office)) yield office;
}

/** `cto` at the beginning of `chief technology officer`. */
function initialsOfOffice(words: readonly string[], at: number): string | undefined {
  const title = words.slice(at, at + MOST_DUTIES + 2);
  const end = title.indexOf('officer') + 1;
  return end === 0 ? undefined : initials(title.slice(0, end));
}

const initials = (words: readonly string[]) => words.map((word) => word[0]).join('');
