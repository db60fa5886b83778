import { Injectable } from '@nestjs/common';
import type { EnrichedProfile } from '../profile-store/profile.store.js';
import type { FetchedPerson } from '../sources/person-source.js';
import type { SourcedPerson } from '../sources/sourced-person.js';
import { CompaniesStage } from './companies.stage.js';
import { EmbedStage } from './embed.stage.js';
import type { IntakeItem } from './intake-item.js';
import type { PipelineRun } from './pipeline-run.js';
import { StageTimes } from './stage-times.js';

/** A fetched person, and the source that answered. */
export type Person = Pick<FetchedPerson, 'profile' | 'raw' | 'fetched_at'> & Pick<SourcedPerson, 'source'>;

export interface Enriched {
  profile: EnrichedProfile;
  companies_failed: number;
}

/** companies ► embed: what is stored along with a fetched person. */
@Injectable()
export class EnrichStage {
  constructor(
    private readonly companies: CompaniesStage,
    private readonly embedding: EmbedStage,
    private readonly times: StageTimes,
  ) {}

  async enrich(item: IntakeItem, person: Person, run: PipelineRun): Promise<Enriched> {
    const named = { ...person.profile, name: item.name ?? person.profile.name };
    const found = item.include_companies
      ? await run.stage('companies', () => this.times.measure('companies', () => this.companies.resolve(named, run)))
      : null;
    const { embedding, companies } = await run.stage('embed', () =>
      this.times.measure('embed', () => this.embedding.embed(named, found?.companies ?? [], run)),
    );
    const profile = { ...bareProfile(item, person), companies: found && companies, embedding };
    return { profile, companies_failed: found?.failed ?? 0 };
  }
}

/** The person alone: stored links stay, and the repair task creates the vector. */
export function bareProfile(
  { lookup, stated_email, name, suggested_role }: IntakeItem,
  person: Person,
): EnrichedProfile {
  const { profile, raw, source, fetched_at } = person;
  return {
    profile,
    raw,
    source,
    fetched_at,
    requested_slug: lookup.by === 'url' ? lookup.url.slug : null,
    email: lookup.by === 'email' ? lookup.email.value : null,
    stated_email: stated_email?.value ?? null,
    name_override: name,
    suggested_role,
    companies: null,
    embedding: null,
  };
}
