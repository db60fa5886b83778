/** Does the work at the first call, and returns its result to all later ones. After a failure, the next call tries again. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  return () => {
    current ??= work().catch((error: unknown) => {
      current = undefined;
      throw error;
    });
    return current;
  };
}
