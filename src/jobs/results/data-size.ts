import type { ItemOutcome } from '../job.js';

/** About how long the answers of sources are, in characters of JSON. */
export function dataSize(outcomes: readonly ItemOutcome[]): number {
  const lengths = outcomes.map((outcome) =>
    outcome.success && outcome.data ? JSON.stringify(outcome.data).length : 0,
  );
  return lengths.reduce((sum, length) => sum + length, 0);
}
