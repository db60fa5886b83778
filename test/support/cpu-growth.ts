import { isFullExtent } from './extent.js';

const SMALL = isFullExtent ? 25_000 : 2_500;
const LARGE = 4 * SMALL;
/** Shorter measurements say more about the machine than about the program, in microseconds. */
const FLOOR = 1_000;
/** If a parser takes this long for the small text, the measurement stops. */
const HOPELESS = 2_000_000;
const ROUNDS = 15;
/** Linear is 4, quadratic 16. */
export const MOST_GROWTH = 8;

/**
 * By how much CPU time grows for a text of four times the length: about 4 if the time is linear, 16 if it is quadratic. Uses the
 * minimum of several rounds because the machine may be busy.
 */
export async function cpuGrowth(read: (text: string) => unknown, textOf: (length: number) => string): Promise<number> {
  const small = textOf(SMALL);
  const large = textOf(LARGE);
  let forSmall = Infinity;
  let forLarge = Infinity;
  let growth = Infinity;
  for (let round = 0; round < ROUNDS && growth >= MOST_GROWTH; round++) {
    forSmall = Math.min(forSmall, await cpuOf(read, small));
    if (forSmall > HOPELESS) return Infinity;
    forLarge = Math.min(forLarge, await cpuOf(read, large));
    growth = forLarge / Math.max(forSmall, FLOOR);
  }
  return growth;
}

async function cpuOf(read: (text: string) => unknown, text: string): Promise<number> {
  const before = process.cpuUsage();
  try {
    await read(text);
  } catch {
    // Rejecting a text counts as a result too.
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
