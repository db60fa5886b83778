import { LRUCache } from 'lru-cache';
import { setTimeout as wait } from 'node:timers/promises';
import { HttpStatusError } from '../../infrastructure/http-client/http-status.error.js';
import { AccountRefusal } from '../account-refusal.js';
import { notFound, restricted, type Subject } from '../source.errors.js';

/** The failure that the prefix of a slug or email address triggers. */
const PREFIXES = ['private', 'notfound', 'flaky', 'slow', 'ratelimited', 'nocredit', 'broken'] as const;
type Behaviour = (typeof PREFIXES)[number];

const SLOW_MS = 5_000;
const FAILURES_OF_FLAKY = 2;
const REFUSALS_OF_RATELIMITED = 1;
const REFUSALS_OF_NOCREDIT = 1;
/** Shorter than the usual minute, so that a demonstration continues soon. */
const NOCREDIT_MS = 1_000;
const SERVICE = 'profile source';

/** Simulates upstream failures, so that each of them can be produced on purpose. */
export class SandboxBehaviour {
  /** Failures so far; the count of a name restarts after a success. */
  private readonly failures = new LRUCache<string, number>({ max: 10_000 });

  constructor(private readonly latencyMs: number) {}

  /** Waits, then throws the failure for the name, or returns whether the data must be malformed. */
  async play(name: string, subject: Subject, signal: AbortSignal): Promise<{ isBroken: boolean }> {
    const behaviour = behaviourOf(name);
    await this.latency(behaviour === 'slow' ? SLOW_MS : this.latencyMs, signal);
    if (behaviour === 'private') throw restricted(subject);
    if (behaviour === 'notfound') throw notFound(subject);
    const key = `${subject} ${name}`;
    if (behaviour === 'flaky') this.failAtFirst(key, FAILURES_OF_FLAKY, () => new HttpStatusError(503, SERVICE));
    if (behaviour === 'ratelimited') {
      this.failAtFirst(key, REFUSALS_OF_RATELIMITED, () => new HttpStatusError(429, SERVICE, '1'));
    }
    if (behaviour === 'nocredit') this.failAtFirst(key, REFUSALS_OF_NOCREDIT, noCredits);
    return { isBroken: behaviour === 'broken' };
  }

  private async latency(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  }

  private failAtFirst(key: string, times: number, error: () => Error): void {
    const failures = this.failures.get(key) ?? 0;
    if (failures >= times) {
      this.failures.delete(key);
      return;
    }
    this.failures.set(key, failures + 1);
    throw error();
  }
}

function noCredits(): AccountRefusal {
  return new AccountRefusal('The sandbox account has no credits left: wait for a second', NOCREDIT_MS);
}

function behaviourOf(name: string): Behaviour | null {
  return PREFIXES.find((prefix) => name.startsWith(`${prefix}-`)) ?? null;
}
