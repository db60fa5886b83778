import { conceptsAt } from './concepts.js';
import { COMMON_WORDS } from './vocabulary.js';

const WORD_WEIGHT = 1;
const PAIR_WEIGHT = 0.5;
const PIECE_WEIGHT = 0.5;
const CONCEPT_WEIGHT = 2.5;
const PIECE_LENGTH = 4;

/** Importance of words that say little about a person: common ones, and numbers. */
const LITTLE = 0.25;
/** Texts begin with what matters most: after each block of words, those that follow count less. */
const BLOCK = 20;
const LOSS_PER_BLOCK = 0.1;

/** The features of a text with their weights: words, pairs of neighboring words, parts of words, and concepts of work. */
export function features(text: string): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (feature: string, weight: number) => weights.set(feature, (weights.get(feature) ?? 0) + weight);
  const words = wordsOf(text);
  const importances = words.map(importanceOf);
  words.forEach((word, index) => {
    const place = 1 / (1 + LOSS_PER_BLOCK * Math.floor(index / BLOCK));
    const importance = importances[index] ?? 0;
    add(`w ${word}`, WORD_WEIGHT * importance * place);
    const [next, nextImportance = 0] = [words[index + 1], importances[index + 1]];
    if (next !== undefined) add(`p ${word} ${next}`, PAIR_WEIGHT * Math.min(importance, nextImportance) * place);
    if (importance === 1) for (const piece of piecesOf(word)) add(`c ${piece}`, PIECE_WEIGHT * place);
    for (const concept of conceptsAt(words, index)) add(`k ${concept}`, CONCEPT_WEIGHT * place);
  });
  // Repeated features count less than proportionally.
  return new Map([...weights].map(([feature, weight]) => [feature, Math.sqrt(weight)]));
}

/** More combining marks than any language uses (UAX 15, Stream-Safe Text Format); sorting them takes quadratic time. */
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu;
/** Letters that are no base letter with an accent to Unicode, as they are written without them. */
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', æ: 'ae', œ: 'oe', ı: 'i' };
const UNDIVIDED = /[ßøłđðæœı]/g;
const DIGITS = /^\p{N}+$/u;

/** Words in lower case without accents, whatever the script; `IT` stays as it is, since `it` is another word. */
function wordsOf(text: string): string[] {
  const words =
    text
      .replace(TOO_MANY_MARKS, '$1')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) =>
    word === 'IT' ? word : word.toLowerCase().replace(UNDIVIDED, (letter) => LETTERS[letter] ?? letter),
  );
}

function importanceOf(word: string): number {
  return COMMON_WORDS.has(word) || DIGITS.test(word) ? LITTLE : 1;
}

function* piecesOf(word: string): Generator<string> {
  const framed = `<${word}>`;
  for (let start = 0; start + PIECE_LENGTH <= framed.length; start++) yield framed.slice(start, start + PIECE_LENGTH);
}
