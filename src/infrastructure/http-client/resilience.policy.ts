import pLimit, { type LimitFunction } from 'p-limit';
import { defer, firstValueFrom, map, merge, retry, throwError, timer, type Observable } from 'rxjs';
import { whenAborted } from '../../common/lifecycle/abortable.js';
import { withTimeout } from '../../common/lifecycle/with-timeout.js';
import type { Config } from '../../config/config.js';
import { backoffDelay } from './backoff.js';
import { Circuit, type CircuitStateName } from './circuit.js';
import { UpstreamError } from './upstream.error.js';

export interface ResilienceOptions {
  /** Name of the dependency as messages use it after `the`: `profile source`. */
  name: string;
  /** Timeout of one attempt. */
  timeoutMs: number;
  /** Including the first one. */
  maxAttempts: number;
  /** Maximum wait before the second attempt; doubles with each further attempt. */
  backoffMs: number;
  /** Maximum concurrent attempts. */
  concurrency: number;
  /** Consecutive failures after which calls are paused. */
  breakerFailures?: number;
  /** How long they are paused. */
  breakerResetMs?: number;
  /** Between 0 and 1, for the jitter. */
  random?: () => number;
  /** Emits after the given number of milliseconds. */
  wait?: (ms: number) => Observable<unknown>;
}

interface RunOptions {
  /** If false, a call fails at once while calls to the dependency are paused; for callers that can try again later. */
  waitsWhilePaused?: boolean;
}

export type Attempt<T> = (signal: AbortSignal) => Promise<T>;

/** Longer pauses are not waited for here: the error tells the caller how long to wait. */
const MAX_PAUSE_MS = 120_000;
/** Many concurrent items may fail their first attempts at once although the service is up. */
const MIN_BREAKER_FAILURES = 20;
const BREAKER_RESET_MS = 10_000;

/** How calls to one dependency are made: limited in number and time, retried if that may help, paused if the dependency keeps failing. */
export class ResiliencePolicy {
  private readonly slots: LimitFunction;
  private readonly circuit: Circuit;

  constructor(private readonly options: ResilienceOptions) {
    this.slots = pLimit(options.concurrency);
    this.circuit = new Circuit({
      name: options.name,
      failures: options.breakerFailures ?? Math.max(MIN_BREAKER_FAILURES, options.concurrency),
      halfOpenAfterMs: options.breakerResetMs ?? BREAKER_RESET_MS,
    });
  }

  /** With the settings shared by all upstream calls. */
  static of(name: string, config: Config): ResiliencePolicy {
    return new ResiliencePolicy({
      name,
      timeoutMs: config.UPSTREAM_TIMEOUT_MS,
      maxAttempts: config.UPSTREAM_MAX_ATTEMPTS,
      backoffMs: config.UPSTREAM_BACKOFF_MS,
      concurrency: config.UPSTREAM_CONCURRENCY,
    });
  }

  /** `open` while calls are paused, `half-open` during a trial call. */
  get state(): CircuitStateName {
    return this.circuit.state;
  }

  /** When paused calls are tried again; null while calls are made. */
  get resumesAt(): Date | null {
    return this.circuit.resumesAt;
  }

  /**
   * Returns the value and the number of attempts it took. Throws UpstreamError, or the signal's reason as soon as it is aborted.
   */
  run<T>(
    attempt: Attempt<T>,
    signal: AbortSignal,
    { waitsWhilePaused = true }: RunOptions = {},
  ): Promise<{ value: T; attempts: number }> {
    let attempts = 0;
    const counted: Attempt<T> = (attemptSignal) => {
      attempts += 1;
      return attempt(attemptSignal);
    };
    const answer = defer(() => this.inSlot(counted, signal)).pipe(
      retry({
        count: this.options.maxAttempts - 1,
        delay: (error, retries) => this.pause(error, retries, waitsWhilePaused),
      }),
      map((value) => ({ value, attempts })),
    );
    return firstValueFrom(merge(whenAborted(signal), answer));
  }

  /** An attempt occupies a slot; a pause does not. */
  private inSlot<T>(attempt: Attempt<T>, signal: AbortSignal): Promise<T> {
    return this.slots(async () => {
      signal.throwIfAborted();
      return this.circuit.run(() => this.inTime(attempt, signal), signal);
    });
  }

  private inTime<T>(attempt: Attempt<T>, signal: AbortSignal): Promise<T> {
    const reason = () => timedOut(this.options);
    return withTimeout(this.options.timeoutMs, attempt, { signal, reason }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : asUpstreamError(error, this.options);
    });
  }

  private pause(error: unknown, retries: number, waitsWhilePaused: boolean): Observable<unknown> {
    if (!(error instanceof UpstreamError) || !error.retryable) return throwError(() => error);
    if (error.code === 'UPSTREAM_UNAVAILABLE' && !waitsWhilePaused) return throwError(() => error);
    if ((error.retryAfterMs ?? 0) > MAX_PAUSE_MS) return throwError(() => error);
    const { backoffMs, random = Math.random, wait = timer } = this.options;
    return wait(backoffDelay({ retry: retries, backoffMs, retryAfterMs: error.retryAfterMs, random }));
  }
}

function timedOut({ name, timeoutMs }: ResilienceOptions): UpstreamError {
  return new UpstreamError('UPSTREAM_TIMEOUT', `No response from the ${name} within ${timeoutMs / 1_000} s`, {
    retryable: true,
  });
}

/** Anything else is a defect in this service: not an upstream failure, and retrying does not help. */
function asUpstreamError(error: unknown, { name }: ResilienceOptions): UpstreamError {
  if (error instanceof UpstreamError) return error;
  return new UpstreamError('INTERNAL_ERROR', `A call to the ${name} failed unexpectedly`, { cause: error });
}
