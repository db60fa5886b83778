import { ResiliencePolicy, type ResilienceOptions } from '../../src/infrastructure/http-client/resilience.policy.js';
import { GuardedSource } from '../../src/sources/guarded-source.js';
import type { PersonSource } from '../../src/sources/person-source.js';
import { SourceAccount } from '../../src/sources/source-account.js';
import { SourceChain } from '../../src/sources/source-chain.js';

interface Guards extends Partial<ResilienceOptions> {
  account?: SourceAccount;
}

/** One attempt a call, unless the test says otherwise. */
export function guarded(
  source: PersonSource,
  { account = new SourceAccount(), ...options }: Guards = {},
): GuardedSource {
  const policy = new ResiliencePolicy({
    name: 'profile source',
    timeoutMs: 60_000,
    maxAttempts: 1,
    backoffMs: 1,
    concurrency: 100,
    ...options,
  });
  return new GuardedSource(source, policy, account);
}

/** The same waterfall for URLs and email addresses. */
export function chainOf(...sources: PersonSource[]): SourceChain {
  const all = sources.map((source) => guarded(source));
  return new SourceChain(all, all);
}
