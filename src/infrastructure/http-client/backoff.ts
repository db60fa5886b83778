/**
 * How long to wait before a retry, in milliseconds: exponential backoff with full jitter, a random time between nothing and a
 * limit that doubles (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). What the upstream asked
 * for comes first and the jitter on top of it, or all who were told to wait would come back in the same moment.
 */
export function backoffDelay({ retry, backoffMs, retryAfterMs = 0, random }: BackoffInput): number {
  return retryAfterMs + random() * Math.min(backoffMs * 2 ** (retry - 1), MAX_JITTER_MS);
}

const MAX_JITTER_MS = 60_000;

interface BackoffInput {
  /** 1 before the second attempt. */
  retry: number;
  /** Longest wait before the second attempt, in milliseconds. */
  backoffMs: number;
  retryAfterMs?: number;
  /** From 0 to 1. */
  random: () => number;
}
