/**
 * When the last task ends if each starts, in order, as soon as one of `workers` is free. No execution in that order with that
 * concurrency can be faster. Milliseconds.
 */
export function idealMakespan(durations: readonly number[], workers: number): number {
  const freeAt = Array.from<number>({ length: workers }).fill(0);
  for (const duration of durations) {
    const next = freeAt.indexOf(Math.min(...freeAt));
    freeAt[next] = (freeAt[next] ?? 0) + duration;
  }
  return Math.max(...freeAt);
}
