const color = process.stdout.isTTY && !process.env.NO_COLOR;
const styled = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = styled(1);
export const dim = styled(2);
export const red = styled(31);
export const green = styled(32);
export const yellow = styled(33);

export const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/** Cuts to a width in characters that a terminal column takes. */
export function fit(text: string | null, width: number): string {
  const characters = [...(text ?? '–')];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : (text ?? '–').padEnd(width);
}

/** Rewrites one line on a terminal; elsewhere every step is not worth a line. */
export function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[2K${text}`);
}

export function bar(done: number, total: number, width = 24): string {
  const filled = total === 0 ? 0 : Math.round((done / total) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total}`;
}
