/** Asks once for all who ask within so many milliseconds of one another. */
export function cachedFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let readAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<T> | undefined;
  return () => {
    if (answer === undefined || performance.now() - readAt >= ms) {
      readAt = performance.now();
      answer = ask();
    }
    return answer;
  };
}
