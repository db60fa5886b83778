import type { CircuitStateName } from '../infrastructure/http-client/circuit.js';
import type { ResiliencePolicy } from '../infrastructure/http-client/resilience.policy.js';
import type { CompanyReference } from '../model/company-reference.js';
import type { LinkedInUrl } from '../model/linkedin-url.js';
import { ProfileSource, type Sourced, type SourcedCompany, type SourcedProfile } from './profile-source.js';

/** Puts one policy around any source. A source itself makes one attempt a call and knows nothing of retries. */
export class ResilientProfileSource extends ProfileSource {
  constructor(
    private readonly inner: ProfileSource,
    private readonly policy: ResiliencePolicy,
  ) {
    super();
  }

  get name(): string {
    return this.inner.name;
  }

  override get takesMemberUrls(): boolean {
    return this.inner.takesMemberUrls;
  }

  /** For health: `open` while the source is in trouble and calls are held back. */
  get circuit(): CircuitStateName {
    return this.policy.state;
  }

  fetchProfile(url: LinkedInUrl, signal: AbortSignal): Promise<SourcedProfile> {
    return this.call((attempt) => this.inner.fetchProfile(url, attempt), signal);
  }

  fetchCompany(company: CompanyReference, signal: AbortSignal): Promise<SourcedCompany> {
    return this.call((attempt) => this.inner.fetchCompany(company, attempt), signal);
  }

  private async call<T>(
    attempt: (signal: AbortSignal) => Promise<Sourced<T>>,
    signal: AbortSignal,
  ): Promise<Sourced<T>> {
    const { value, attempts } = await this.policy.run(attempt, signal);
    return { ...value, attempts };
  }
}
