const SMALL = 50_000;
const LARGE = 200_000;
/** Below this the clock says more about the machine than about the program, in microseconds. */
const FLOOR = 1_000;
/** A parser that takes this long for the small text is waited for no longer. */
const HOPELESS = 2_000_000;
const ROUNDS = 6;
/** Linear is 4, quadratic 16. */
export const MOST_GROWTH = 8;

/**
 * How much more CPU time a text of four times the length takes: about 4 where the time is linear, 16 where it grows with
 * the square. The least of several rounds, as others are at work on the machine too.
 */
export function cpuGrowth(read: (text: string) => unknown, textOf: (length: number) => string): number {
  const small = textOf(SMALL);
  const large = textOf(LARGE);
  let forSmall = Infinity;
  let forLarge = Infinity;
  let growth = Infinity;
  for (let round = 0; round < ROUNDS && growth >= MOST_GROWTH; round++) {
    forSmall = Math.min(forSmall, cpuOf(read, small));
    if (forSmall > HOPELESS) return Infinity;
    forLarge = Math.min(forLarge, cpuOf(read, large));
    growth = forLarge / Math.max(forSmall, FLOOR);
  }
  return growth;
}

function cpuOf(read: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  try {
    read(text);
  } catch {
    // Refusing a text is an answer too.
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
