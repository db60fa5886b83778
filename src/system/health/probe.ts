/** A probe that takes longer counts as failed; Kubernetes gives up after one second by default, so raise its limit. */
export const TIMEOUT_MS = 2_000;
/** Limits the number of queries when probes are frequent. */
export const CACHE_MS = 1_000;
