import { afterAll } from '@jest/globals';

/** What all describe blocks of a test file share: opened at the first call, closed after the last test. */
export function oncePerFile<T extends { close: () => Promise<unknown> }>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | undefined;
  afterAll(async () => (await opening)?.close());
  return () => (opening ??= open());
}
