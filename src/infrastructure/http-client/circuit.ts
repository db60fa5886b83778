import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { UpstreamError } from './upstream.error.js';

export type CircuitStateName = 'closed' | 'open' | 'half-open';

interface CircuitOptions {
  /** Name of the dependency in messages. */
  name: string;
  /** Consecutive failures that open the circuit. */
  failures: number;
  /** How long no call is allowed, in milliseconds; after that one trial call is. */
  halfOpenAfterMs: number;
}

type Answer<T> = { value: T } | { refusal: unknown };

/** Circuit breaker: pauses calls to a failing service and detects when it has recovered. */
export class Circuit {
  private readonly breaker;
  private openedAt = 0;

  constructor(private readonly options: CircuitOptions) {
    // An aborted call proves nothing, but an aborted trial call must not count as a success.
    const isFailure = (error: unknown): boolean => !(error instanceof AbortedCallError) || this.state === 'half-open';
    this.breaker = circuitBreaker(handleWhen(isFailure), {
      breaker: new ConsecutiveBreaker(options.failures),
      halfOpenAfter: options.halfOpenAfterMs,
    });
    this.breaker.onBreak(() => (this.openedAt = Date.now()));
  }

  get state(): CircuitStateName {
    const { state } = this.breaker;
    if (state === CircuitState.Closed) return 'closed';
    return state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /** When a trial call is made; null while calls are made anyway. */
  get resumesAt(): Date | null {
    return this.state === 'closed' ? null : new Date(this.openedAt + this.options.halfOpenAfterMs);
  }

  /** Makes the call, or throws UPSTREAM_UNAVAILABLE without making it. The signal is the one that aborts the call. */
  async run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const answer = await this.breaker
      .execute(() => answerOf(call, signal))
      .catch((error: unknown) => this.reject(error));
    if ('refusal' in answer) throw answer.refusal;
    return answer.value;
  }

  private reject(error: unknown): never {
    if (error instanceof AbortedCallError) throw error.reason;
    if (!(error instanceof BrokenCircuitError)) throw error;
    throw new UpstreamError(
      'UPSTREAM_UNAVAILABLE',
      `Calls to the ${this.options.name} are paused after repeated failures`,
      {
        retryable: true,
      },
    );
  }
}

/** A service that rejects a request is working: only its failures count for the breaker. */
async function answerOf<T>(call: () => Promise<T>, signal: AbortSignal): Promise<Answer<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    if (signal.aborted) throw new AbortedCallError(signal.reason);
    if (isServiceFailure(error)) throw error;
    return { refusal: error };
  }
}

/** Whether the service failed, not only rejected the request. */
export function isServiceFailure(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error.isAnswer) return false;
  return error.code === 'UPSTREAM_TIMEOUT' || (error.code === 'UPSTREAM_ERROR' && error.retryable);
}

class AbortedCallError extends Error {
  constructor(readonly reason: unknown) {
    super('The call was aborted');
  }
}
