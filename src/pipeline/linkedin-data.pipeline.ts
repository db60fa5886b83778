import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { Config } from '../config/config.js';
import { isStorable } from '../model/profile.js';
import { ProfileStore, type EnrichedProfile, type SavedProfile } from '../profile-store/profile.store.js';
import type { CreditAccess } from '../sources/credit-access.js';
import type { SourceAccess } from '../sources/source-access.js';
import { SourceChain } from '../sources/source-chain.js';
import { restricted } from '../sources/source.errors.js';
import { isHeldBack, type HeldBack, type SourcedPerson } from '../sources/sourced-person.js';
import { NO_TOKENS } from '../sources/token-access.js';
import { bareProfile, EnrichStage, type Person } from './enrich.stage.js';
import { expectedFailure } from './ingest-failure.js';
import type { IngestOutcome } from './ingest-outcome.js';
import { lookupKey, sameItem, type IntakeItem } from './intake-item.js';
import { PipelineRun } from './pipeline-run.js';
import { ResolveStage } from './resolve.stage.js';

/** Runs one fetch when the caller's limit allows it; companies, vectors and storing overlap with the next fetch. */
export type FetchSlot = <T>(fetch: () => Promise<T>) => Promise<T>;

/** The same for the fetch of an item of a job alone. */
export type AnswerSlot = (fetch: () => Promise<SourcedPerson | HeldBack>) => Promise<SourcedPerson | HeldBack>;

/** The call of an item of a job. */
export interface PreparedCall {
  access: SourceAccess;
  inSlot: AnswerSlot;
  signal: AbortSignal;
}

/** A fetched person, and everything that is stored along with it; null if it is not to be stored, or cannot be identified. */
export interface Prepared {
  person: SourcedPerson;
  profile: EnrichedProfile | null;
}

/** A person who was already fetched for another item of the batch. */
type Fetched = { current?: SourcedPerson };

/** resolve ► fetch ► companies ► embed ► store, for both intakes: items of a batch from end to end, items of a job up to storing. */
@Injectable()
export class LinkedInDataPipeline {
  private readonly logger = new Logger(LinkedInDataPipeline.name);

  constructor(
    private readonly sources: SourceChain,
    private readonly resolving: ResolveStage,
    private readonly enriching: EnrichStage,
    private readonly store: ProfileStore,
    private readonly config: Config,
    private readonly shutdown: Shutdown,
  ) {}

  /** Ingests with at most `maxConcurrent` concurrent fetches; outcomes are in the order of the items. */
  ingestBatch(items: readonly IntakeItem[], maxConcurrent: number, credits: CreditAccess): Promise<IngestOutcome[]> {
    const inSlot: FetchSlot = pLimit(maxConcurrent);
    const members = Map.groupBy(
      items.map((item, index) => ({ item, index })),
      ({ item }) => lookupKey(item),
    );
    return lastValueFrom(
      from(members.values()).pipe(
        mergeMap((indexed) => this.ingestMember(indexed, credits, inSlot)),
        mergeMap((outcomes) => outcomes),
        toArray(),
      ),
    ).then((outcomes) => outcomes.toSorted((a, b) => a.index - b.index).map(({ outcome }) => outcome));
  }

  /** One member, fetched once even if several items of a batch name it; the last item decides about role and name. */
  private async ingestMember(
    items: readonly { item: IntakeItem; index: number }[],
    credits: CreditAccess,
    inSlot: FetchSlot,
  ) {
    const fetched: Fetched = {};
    const done: { item: IntakeItem; index: number; outcome: IngestOutcome }[] = [];
    for (const { item, index } of items) {
      const last = done.at(-1);
      const isAnswered = last && (last.outcome.status === 'failed' || sameItem(last.item, item));
      const outcome = isAnswered ? last.outcome : await this.ingest(item, credits, inSlot, fetched);
      done.push({ item, index, outcome });
    }
    return done;
  }

  /** Never throws for expected failures. */
  async ingest(
    item: IntakeItem,
    credits: CreditAccess,
    inSlot: FetchSlot = (fetch) => fetch(),
    fetched: Fetched = {},
  ): Promise<IngestOutcome> {
    using run = new PipelineRun(this.config.PROFILE_DEADLINE_MS, this.shutdown.signal, credits);
    try {
      const { fresh, person } = await inSlot(() => this.find(item, fetched, run));
      if (fresh) {
        const { source } = fresh.profile;
        return run.completed({ ...fresh, source, action: 'unchanged', companies_failed: 0, attempts: 0, cached: true });
      }
      const { profile, companies_failed } = await this.enriching.enrich(item, person, run);
      const saved = await run.stage('store', () => this.save(profile));
      return run.completed({
        profile: saved.profile,
        action: saved.action,
        companies: profile.companies && saved.companies,
        companies_failed,
        source: person.source,
        attempts: person.attempts,
        cached: false,
      });
    } catch (error) {
      return run.failed(error, (defect, stage) =>
        this.logger.error({ err: defect, pipeline_id: run.id, stage }, 'A profile failed with an unexpected error'),
      );
    }
  }

  /**
   * Everything about an item of a job but storing, which is done in groups; HeldBack if nothing was decided about it.
   * @throws LookupError, the signal's reason, or what the access throws
   */
  async prepare(item: IntakeItem, { access, inSlot, signal }: PreparedCall): Promise<Prepared | HeldBack> {
    const person = await inSlot(() => this.sources.fetchPerson(item.lookup, access, signal));
    if (isHeldBack(person)) return person;
    return { person, profile: await this.complete(item, person, access.credits, signal) };
  }

  /**
   * Companies and vectors of a person that was fetched for a job. Even if they fail, the person is kept, because the call was
   * paid for: links are added by a later fetch and vectors by the repair task.
   */
  async complete(
    item: IntakeItem,
    person: Person,
    credits: CreditAccess,
    signal: AbortSignal,
  ): Promise<EnrichedProfile | null> {
    if (!item.store_profile || !isStorable(person.profile)) return null;
    using run = new PipelineRun(this.config.PROFILE_DEADLINE_MS, signal, credits);
    try {
      run.start();
      return (await this.enriching.enrich(item, person, run)).profile;
    } catch (error) {
      if (!signal.aborted && expectedFailure(error, 'companies') === null) {
        this.logger.error({ err: error }, 'A fetched profile is stored without its companies and vector');
      }
      return bareProfile(item, person);
    }
  }

  /** The deadline of an item starts when it gets its slot. */
  private async find(item: IntakeItem, fetched: Fetched, run: PipelineRun) {
    run.start();
    const fresh = await run.stage('resolve', () => this.resolving.fresh(item));
    if (fresh) return { fresh, person: null };
    fetched.current ??= await run.stage('fetch', () => this.fetch(item, run));
    run.sources_asked = fetched.current.sources_asked;
    return { fresh: null, person: fetched.current };
  }

  /** A client is waiting for the result, so the item does not wait until a source is available again. */
  private async fetch({ lookup }: IntakeItem, { credits, signal }: PipelineRun): Promise<SourcedPerson> {
    const answer = await this.sources.fetchPerson(lookup, { tokens: NO_TOKENS, credits }, signal);
    if (isHeldBack(answer)) throw answer.failure;
    return answer;
  }

  private async save(profile: EnrichedProfile): Promise<SavedProfile> {
    const outcome = await this.store.save(profile);
    if (outcome.status === 'rejected') throw outcome.error;
    if (outcome.status === 'masked') throw restricted('profile');
    return outcome.saved;
  }
}
