const short = process.env['CHAOS_EXTENT'] === 'short';

/** A size of load: as it is, or a part of it for the short extent. */
export const sized = (full: number, inShort: number): number => (short ? inShort : full);

/** Choices that are the same for the same seed: numbers from 0 to 1 (mulberry32). */
export function seeded(): () => number {
  let state = Number(process.env['CHAOS_SEED'] ?? 1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
