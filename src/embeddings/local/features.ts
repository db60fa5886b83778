const WORD_WEIGHT = 1;
const PAIR_WEIGHT = 0.5;
const PIECE_WEIGHT = 0.25;
const PIECE_LENGTH = 4;

/** The features of a text: words, pairs of neighboring words and parts of words, each with its weight. */
export function features(text: string): Map<string, number> {
  const counts = new Map<string, { count: number; weight: number }>();
  const add = (feature: string, weight: number) => {
    const entry = counts.get(feature);
    if (entry) entry.count += 1;
    else counts.set(feature, { count: 1, weight });
  };
  const words = wordsOf(text);
  words.forEach((word, index) => {
    add(`w ${word}`, WORD_WEIGHT);
    const next = words[index + 1];
    if (next !== undefined) add(`p ${word} ${next}`, PAIR_WEIGHT);
    for (const piece of piecesOf(word)) add(`c ${piece}`, PIECE_WEIGHT);
  });
  // Repeated words count less than proportionally.
  return new Map([...counts].map(([feature, { count, weight }]) => [feature, weight * (1 + Math.log(count))]));
}

/** More combining marks than any language uses (UAX 15, Stream-Safe Text Format); sorting them takes quadratic time. */
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu;

/** Words in lower case without accents, whatever the script. */
function wordsOf(text: string): string[] {
  return (
    text
      .replace(TOO_MANY_MARKS, '$1')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function* piecesOf(word: string): Generator<string> {
  const framed = `<${word}>`;
  for (let start = 0; start + PIECE_LENGTH <= framed.length; start++) yield framed.slice(start, start + PIECE_LENGTH);
}
