import { Inject, Injectable } from '@nestjs/common';
import { EmailSource } from '../../sources/email-source.js';
import { ResilientProfileSource } from '../../sources/resilient-profile-source.js';
import { SourceAccount } from '../../sources/source-account.js';
import type { ProfileSourceComponent } from '../dto/components.dto.js';
import { degraded, healthy, Probe, unhealthy, type DetailsOf } from './probe.js';

/** Reports how recent calls to the source went, without calling it: a call may cost money. */
@Injectable()
export class ProfileSourceProbe extends Probe<ProfileSourceComponent> {
  constructor(
    private readonly profiles: ResilientProfileSource,
    @Inject(EmailSource) private readonly emails: EmailSource | null,
    private readonly account: SourceAccount,
  ) {
    super();
  }

  protected override get fallback(): DetailsOf<ProfileSourceComponent> {
    return {
      source: this.profiles.name,
      circuit: this.profiles.circuit,
      takes_member_urls: this.profiles.takesMemberUrls,
      takes_emails: this.emails !== null,
      credits_spent: this.account.spent,
      credits_remaining: this.account.remaining,
    };
  }

  protected override probe(): Promise<ProfileSourceComponent> {
    return Promise.resolve(this.state());
  }

  private state(): ProfileSourceComponent {
    const details = this.fallback;
    if (details.circuit === 'open') return unhealthy('Calls to the source are paused after repeated failures', details);
    if (this.account.problem !== null) return unhealthy(this.account.problem, details);
    if (details.circuit === 'half-open') return degraded('A trial call is being made after repeated failures', details);
    const usedUp = Object.keys(details.credits_remaining).filter((type) => details.credits_remaining[type] === 0);
    if (usedUp.length > 0) return degraded(`No credits of type ${usedUp.join(', ')} are left: buy more`, details);
    return healthy(details);
  }
}
