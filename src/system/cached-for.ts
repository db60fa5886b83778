/** Calls the function at most once in the given number of milliseconds; calls in between share its result. */
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
