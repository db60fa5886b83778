import { Injectable, Logger } from '@nestjs/common';
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { Config } from '../config/config.js';
import { ProfileStore, type EnrichedProfile, type SavedProfile } from '../profile-store/profile.store.js';
import { SourceChain } from '../sources/source-chain.js';
import { restricted } from '../sources/source.errors.js';
import { isHeldBack, type SourcedPerson } from '../sources/sourced-person.js';
import { NO_TOKENS } from '../sources/token-access.js';
import { CompaniesStage } from './companies.stage.js';
import { EmbedStage } from './embed.stage.js';
import type { IngestOutcome } from './ingest-outcome.js';
import { sameRequest, type IngestRequest } from './ingest-request.js';
import { PipelineRun } from './pipeline-run.js';
import { ResolveStage } from './resolve.stage.js';

/** A profile that another item of the batch has fetched already. */
type Fetched = { current?: SourcedPerson };

/** resolve ► fetch ► companies ► embed ► store, for one profile or many. Never throws for what may be expected. */
@Injectable()
export class LinkedInDataPipeline {
  private readonly logger = new Logger(LinkedInDataPipeline.name);

  constructor(
    private readonly sources: SourceChain,
    private readonly resolving: ResolveStage,
    private readonly companies: CompaniesStage,
    private readonly embedding: EmbedStage,
    private readonly store: ProfileStore,
    private readonly config: Config,
    private readonly shutdown: Shutdown,
  ) {}

  /** Ingests with at most `maxConcurrent` profiles under way; outcomes come back in the order of the requests. */
  ingestBatch(requests: readonly IngestRequest[], maxConcurrent: number): Promise<IngestOutcome[]> {
    const members = Map.groupBy(
      requests.map((request, index) => ({ request, index })),
      ({ request }) => request.url.slug,
    );
    return lastValueFrom(
      from(members.values()).pipe(
        mergeMap((items) => this.ingestMember(items), maxConcurrent),
        mergeMap((outcomes) => outcomes),
        toArray(),
      ),
    ).then((outcomes) => outcomes.toSorted((a, b) => a.index - b.index).map(({ outcome }) => outcome));
  }

  /** One member, however often a batch names it: fetched once, labelled as the last item says. */
  private async ingestMember(items: readonly { request: IngestRequest; index: number }[]) {
    const fetched: Fetched = {};
    const done: { request: IngestRequest; index: number; outcome: IngestOutcome }[] = [];
    for (const { request, index } of items) {
      const last = done.at(-1);
      const isAnswered = last && (last.outcome.status === 'failed' || sameRequest(last.request, request));
      done.push({ request, index, outcome: isAnswered ? last.outcome : await this.ingest(request, fetched) });
    }
    return done;
  }

  async ingest(request: IngestRequest, fetched: Fetched = {}): Promise<IngestOutcome> {
    using run = new PipelineRun(this.config.PROFILE_DEADLINE_MS, this.shutdown.signal);
    try {
      const fresh = await run.stage('resolve', () => this.resolving.fresh(request));
      if (fresh)
        return run.completed({
          ...fresh,
          action: 'unchanged',
          companies_failed: 0,
          source: fresh.profile.source,
          attempts: 0,
          cached: true,
        });

      const { profile, raw, source, fetched_at, attempts } = await run.stage('fetch', () =>
        this.fetch(request, fetched, run),
      );
      const named = { ...profile, name: request.name ?? profile.name };
      const found = request.include_companies
        ? await run.stage('companies', () => this.companies.resolve(named, run))
        : null;
      const { embedding, companies } = await run.stage('embed', () =>
        this.embedding.embed(named, found?.companies ?? [], run),
      );
      const saved = await run.stage('store', () =>
        this.save({
          profile,
          raw,
          source,
          fetched_at,
          requested_slug: request.url.slug,
          email: null,
          name_override: request.name,
          suggested_role: request.suggested_role,
          companies: found && companies,
          embedding,
        }),
      );
      return run.completed({
        profile: saved.profile,
        action: saved.action,
        companies: found && saved.companies,
        companies_failed: found?.failed ?? 0,
        source,
        attempts,
        cached: false,
      });
    } catch (error) {
      return run.failed(error, (defect, stage) =>
        this.logger.error({ err: defect, pipeline_id: run.id, stage }, 'A profile failed with an unexpected error'),
      );
    }
  }

  private async save(profile: EnrichedProfile): Promise<SavedProfile> {
    const outcome = await this.store.save(profile);
    if (outcome.status === 'rejected') throw outcome.error;
    if (outcome.status === 'masked') throw restricted('profile');
    return outcome.saved;
  }

  /** A batch cannot wait until a source can be asked again: that is a failure which may pass. */
  private async fetch({ url }: IngestRequest, fetched: Fetched, run: PipelineRun): Promise<SourcedPerson> {
    if (fetched.current === undefined) {
      const answer = await this.sources.fetchPerson({ by: 'url', url }, NO_TOKENS, run.signal);
      if (isHeldBack(answer)) throw answer.failure;
      fetched.current = answer;
    }
    run.sources_asked = fetched.current.sources_asked;
    return fetched.current;
  }
}
