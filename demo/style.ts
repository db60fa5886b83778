const color = process.stdout.isTTY && !process.env.NO_COLOR;
const styled = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = styled(1);
export const dim = styled(2);
export const red = styled(31);
export const green = styled(32);
export const yellow = styled(33);

export const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/** Truncates or pads to a number of terminal columns; East Asian characters and emoji take two. */
export function fit(text: string | null, columns: number): string {
  const characters = Array.from(segmenter.segment(text ?? '–'), ({ segment }) => ({
    segment,
    width: widthOf(segment),
  }));
  const total = characters.reduce((sum, { width }) => sum + width, 0);
  if (total <= columns) return (text ?? '–') + ' '.repeat(columns - total);
  let used = 0;
  const shown = characters.filter(({ width }) => (used += width) < columns);
  const taken = shown.reduce((sum, { width }) => sum + width, 0);
  return `${shown.map(({ segment }) => segment).join('')}…${' '.repeat(columns - taken - 1)}`;
}

const segmenter = new Intl.Segmenter();
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
const widthOf = (character: string) => (WIDE.test(character) ? 2 : 1);

/** Rewrites one line on a terminal; prints nothing elsewhere. */
export function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[2K${text}`);
}

export function bar(done: number, total: number, width = 24): string {
  const filled = total === 0 ? 0 : Math.round((done / total) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total}`;
}
