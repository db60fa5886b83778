import type { AccountRefusal } from './account-refusal.js';

/** Calls that an account accepts or rejects together: it may cover people, but not companies. */
export type AccountScope = 'profile' | 'company';

/** Calls that are paused and tried again together, so that each kind finds out on its own when it is accepted again. */
export interface AccountCall {
  scope: AccountScope;
  by: 'url' | 'email';
}

interface Refusal {
  problem: string;
  /** When the next trial call is made, in milliseconds since 1970, by how people are looked up. */
  trials: Map<AccountCall['by'], number>;
  cooldownMs: number;
}

/**
 * What a source has reported to this process about the account of its calls, since the start; empty if the source reports no credits.
 * While the account is rejected, one trial call a minute is made; the others wait until one is accepted.
 */
export class SourceAccount {
  private readonly spentCredits = new Map<string, number>();
  private readonly remainingCredits = new Map<string, number>();
  private readonly refusals = new Map<AccountScope, Refusal>();

  /** @param now milliseconds since 1970 */
  constructor(private readonly now: () => number = Date.now) {}

  /** Why the account is rejected, in one sentence that says what to do; null while calls are accepted. */
  get problem(): string | null {
    return this.refusals.values().next().value?.problem ?? null;
  }

  /** Credits billed, by type. */
  get spent(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.spentCredits);
  }

  /** Credits left as last reported, by type. */
  get remaining(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.remainingCredits);
  }

  spend(type: string, credits: number): void {
    this.spentCredits.set(type, (this.spentCredits.get(type) ?? 0) + credits);
  }

  remain(type: string, credits: number): void {
    this.remainingCredits.set(type, credits);
  }

  /** Null if the call may be made; while the account is rejected, only this one may be made until the next trial. */
  enter({ scope, by }: AccountCall): { problem: string; retryAt: Date } | null {
    const refusal = this.refusals.get(scope);
    if (refusal === undefined) return null;
    if (this.isCoolingDown({ scope, by }))
      return { problem: refusal.problem, retryAt: new Date(refusal.trials.get(by) ?? 0) };
    refusal.trials.set(by, this.now() + refusal.cooldownMs);
    return null;
  }

  /** Whether `enter` would not admit such a call. */
  isCoolingDown({ scope, by }: AccountCall): boolean {
    return (this.refusals.get(scope)?.trials.get(by) ?? 0) > this.now();
  }

  /** Pauses such calls; returns when the next trial call is made. */
  refuse({ scope, by }: AccountCall, { message, cooldownMs }: AccountRefusal): Date {
    const trial = this.now() + cooldownMs;
    const trials = this.refusals.get(scope)?.trials ?? new Map<AccountCall['by'], number>();
    this.refusals.set(scope, { problem: message, cooldownMs, trials: trials.set(by, trial) });
    return new Date(trial);
  }

  accept(scope: AccountScope): void {
    this.refusals.delete(scope);
  }
}
