/** A time limit that is never reached: on a busy machine everything may take long, and Jest ends what hangs. */
export const unlimited = (): AbortSignal => new AbortController().signal;
