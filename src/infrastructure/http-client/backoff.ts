/**
 * Delay before a retry, in milliseconds: exponential backoff with full jitter, a random time up to a limit that doubles
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). The delay that the upstream requested comes first
 * and the jitter is added to it, otherwise all clients would return at the same moment.
 */
export function backoffDelay({ retry, backoffMs, retryAfterMs = 0, random }: BackoffInput): number {
  return retryAfterMs + random() * Math.min(backoffMs * 2 ** (retry - 1), MAX_JITTER_MS);
}

const MAX_JITTER_MS = 60_000;

interface BackoffInput {
  /** 1 before the second attempt. */
  retry: number;
  /** Maximum wait before the second attempt, in milliseconds. */
  backoffMs: number;
  retryAfterMs?: number;
  /** From 0 to 1. */
  random: () => number;
}
