import { Injectable } from '@nestjs/common';
import type { GuardedSource } from '../../sources/guarded-source.js';
import { SourceChain } from '../../sources/source-chain.js';
import type { ProfileSourceComponent, SourceHealth } from '../dto/components.dto.js';
import { degraded, healthy, Probe, unhealthy, type DetailsOf } from './probe.js';

const LOOKUPS = ['url', 'email'] as const;
const CIRCUITS = ['open', 'half-open', 'closed'] as const;

/** Reports how recent calls to the sources went, without calling them: a call may cost money. */
@Injectable()
export class ProfileSourceProbe extends Probe<ProfileSourceComponent> {
  constructor(private readonly chain: SourceChain) {
    super();
  }

  protected override get fallback(): DetailsOf<ProfileSourceComponent> {
    const sources = this.chain.all.map((source) => this.healthOf(source));
    const accounts = this.chain.all.map(({ account }) => account);
    return {
      source: this.chain.profileSources.map(({ name }) => name).join(','),
      sources,
      circuit: CIRCUITS.find((state) => sources.some(({ circuit }) => circuit === state)) ?? 'closed',
      takes_member_urls: this.chain.sourcesBy('url').length > 0,
      takes_emails: this.chain.sourcesBy('email').length > 0,
      credits_spent: sums(accounts.map(({ spent }) => spent)),
      credits_remaining: sums(accounts.map(({ remaining }) => remaining)),
    };
  }

  protected override probe(): Promise<ProfileSourceComponent> {
    return Promise.resolve(this.state());
  }

  /** While one of several sources can be asked, the component is degraded rather than unhealthy. */
  private state(): ProfileSourceComponent {
    const details = this.fallback;
    const stopped = details.sources.filter((source) => stopOf(source) !== null);
    const isStuck = LOOKUPS.some((by) => {
      const names = this.chain.sourcesBy(by).map(({ name }) => name);
      return names.length > 0 && names.every((name) => stopped.some((source) => source.name === name));
    });
    const [first] = stopped;
    const problem =
      first === undefined ? null : `${details.sources.length > 1 ? `${first.name}: ` : ''}${stopOf(first)}`;
    if (problem !== null) return isStuck ? unhealthy(problem, details) : degraded(problem, details);
    if (details.circuit === 'half-open') return degraded('A trial call is being made after repeated failures', details);
    const usedUp = Object.keys(details.credits_remaining).filter((type) => details.credits_remaining[type] === 0);
    if (usedUp.length > 0) return degraded(`No credits of type ${usedUp.join(', ')} are left: buy more`, details);
    return healthy(details);
  }

  private healthOf(source: GuardedSource): SourceHealth {
    return {
      name: source.name,
      asked_by: LOOKUPS.filter((by) => this.chain.sourcesBy(by).includes(source)),
      side: source.description,
      circuit: source.circuit,
      account_problem: source.account.problem,
    };
  }
}

/** Why a source is not asked now. */
function stopOf({ circuit, account_problem }: SourceHealth): string | null {
  return circuit === 'open' ? 'Calls to the source are paused after repeated failures' : account_problem;
}

/** Each account counts its own types of credits. */
function sums(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [type, count] of counts.flatMap((one) => Object.entries(one))) total[type] = (total[type] ?? 0) + count;
  return total;
}
