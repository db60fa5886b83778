import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { concat, defer, finalize, from, ignoreElements, lastValueFrom, mergeMap, toArray, type Observable } from 'rxjs';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { Config } from '../config/config.js';
import { isStorable } from '../model/profile.js';
import type { KnownPerson } from '../profile-store/known-people.store.js';
import { keysOfEnriched } from '../profile-store/enriched-keys.js';
import { ProfileStore, type EnrichedProfile, type SavedProfile } from '../profile-store/profile.store.js';
import { Suppressions } from '../suppression/suppressions.js';
import type { CreditAccess } from '../sources/credit-access.js';
import type { SourceAccess } from '../sources/source-access.js';
import { restricted, suppressed } from '../sources/source.errors.js';
import { isHeldBack, type HeldBack, type LookupError, type SourcedPerson } from '../sources/sourced-person.js';
import { NO_TOKENS } from '../sources/token-access.js';
import { bareProfile, EnrichStage, type Person } from './enrich.stage.js';
import { FetchStage } from './fetch.stage.js';
import { expectedFailure } from './ingest-failure.js';
import type { IngestOutcome } from './ingest-outcome.js';
import { lookupKey, sameItem, type IntakeItem } from './intake-item.js';
import type { KnownLookups } from './known-lookups.js';
import { LookupMemory } from './lookup-memory.js';
import type { OnError } from './on-error.js';
import { PipelineRun } from './pipeline-run.js';
import { ResolveStage } from './resolve.stage.js';
import { StageTimes } from './stage-times.js';
import { StoredFallback } from './stored-fallback.js';

/** Runs one fetch when the caller's limit allows it; companies, vectors and storing overlap with the next fetch. */
export type FetchSlot = <T>(fetch: () => Promise<T>) => Promise<T>;

/** The same for the fetch of an item of a job alone. */
export type AnswerSlot = (fetch: () => Promise<SourcedPerson | HeldBack>) => Promise<SourcedPerson | HeldBack>;

/** The call of an item of a job. */
export interface PreparedCall {
  access: SourceAccess;
  inSlot: AnswerSlot;
  signal: AbortSignal;
  /** Collects which sources did not find a person. */
  known: KnownLookups;
}

/** A fetched person, and everything that is stored along with it; null if it is not to be stored, or cannot be identified. */
export interface Prepared {
  person: SourcedPerson;
  profile: EnrichedProfile | null;
}

/** The fetch of a person, which serves all items of the batch that name the same one. */
type Fetched = { current?: Promise<SourcedPerson> };

/** The outcome of an item, by its place among the items. */
export interface PlacedOutcome {
  index: number;
  outcome: IngestOutcome;
}

/** What the items of a batch share. */
interface Shared {
  inSlot: FetchSlot;
  /** One query for all of them, made by the first item that gets its slot. */
  recall: () => Promise<KnownLookups>;
  /** Credits that the calls are charged to. */
  credits: CreditAccess;
  onError: OnError;
}

/** resolve ► fetch ► companies ► embed ► store, for both intakes: items of a batch from end to end, items of a job up to storing. */
@Injectable()
export class LinkedInDataPipeline {
  private readonly logger = new Logger(LinkedInDataPipeline.name);

  constructor(
    private readonly memory: LookupMemory,
    private readonly resolving: ResolveStage,
    private readonly fetching: FetchStage,
    private readonly enriching: EnrichStage,
    private readonly fallback: StoredFallback,
    private readonly times: StageTimes,
    private readonly store: ProfileStore,
    private readonly suppressions: Suppressions,
    private readonly config: Config,
    private readonly shutdown: Shutdown,
  ) {}

  /** Ingests with at most `maxConcurrent` concurrent fetches; outcomes are in the order of the items. */
  async ingestBatch(
    items: readonly IntakeItem[],
    maxConcurrent: number,
    credits: CreditAccess,
    onError: OnError = 'fail',
  ): Promise<IngestOutcome[]> {
    const outcomes = await lastValueFrom(this.ingestEach(items, maxConcurrent, credits, onError).pipe(toArray()));
    return outcomes.toSorted((a, b) => a.index - b.index).map(({ outcome }) => outcome);
  }

  /** The same, but emits each outcome as soon as it is known. After an unsubscribe, no further fetch begins. */
  ingestEach(
    items: readonly IntakeItem[],
    maxConcurrent: number,
    credits: CreditAccess,
    onError: OnError,
  ): Observable<PlacedOutcome> {
    return defer(() => {
      let recalled: Promise<KnownLookups> | undefined;
      const recall = () => (recalled ??= this.resolving.recall(items));
      const inSlot = pLimit(maxConcurrent);
      const members = Map.groupBy(
        items.map((item, index) => ({ item, index })),
        ({ item }) => lookupKey(item),
      );
      const outcomes = from(members.values()).pipe(
        mergeMap((indexed) => this.ingestMember(indexed, { inSlot, recall, credits, onError })),
        mergeMap((ofMember) => ofMember),
      );
      const remember = async () => recalled?.then((known) => this.memory.remember(known)).catch(() => undefined);
      return concat(outcomes, defer(remember).pipe(ignoreElements())).pipe(finalize(() => inSlot.clearQueue()));
    });
  }

  /** The same for one item. */
  async ingest(item: IntakeItem, credits: CreditAccess, onError: OnError = 'fail'): Promise<IngestOutcome> {
    const [outcome] = await this.ingestBatch([item], 1, credits, onError);
    return outcome!;
  }

  /** One member, fetched once even if several items of a batch name it; the last item decides about role and name. */
  private async ingestMember(items: readonly { item: IntakeItem; index: number }[], shared: Shared) {
    const fetched: Fetched = {};
    const done: (PlacedOutcome & { item: IntakeItem })[] = [];
    for (const { item, index } of items) {
      const last = done.at(-1);
      const isAnswered = last && (last.outcome.status === 'failed' || sameItem(last.item, item));
      done.push({ item, index, outcome: isAnswered ? last.outcome : await this.ingestItem(item, shared, fetched) });
    }
    return done;
  }

  /** Never throws for expected failures. */
  private async ingestItem(item: IntakeItem, shared: Shared, fetched: Fetched): Promise<IngestOutcome> {
    using run = new PipelineRun(this.config.PROFILE_DEADLINE_MS, this.shutdown.signal, shared.credits);
    try {
      const { fresh, person } = await shared.inSlot(() => this.find(item, shared, fetched, run));
      if (fresh) {
        const { source } = fresh.profile;
        return run.completed({ ...fresh, source, action: 'unchanged', companies_failed: 0, attempts: 0, cached: true });
      }
      const { profile, companies_failed } = await this.enriching.enrich(item, person, run);
      const saved = await run.stage('store', () => this.times.measure('store', () => this.save(profile)));
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
      const failed = run.failed(error, (defect, stage) =>
        this.logger.error({ err: defect, pipeline_id: run.id, stage }, 'A profile failed with an unexpected error'),
      );
      return (shared.onError === 'stored' ? await this.fallback.of(item, failed) : null) ?? failed;
    }
  }

  /** One query for the items of a chunk of a job. */
  recall(items: readonly IntakeItem[]): Promise<KnownLookups> {
    return this.resolving.recallForJob(items);
  }

  /** Stores which sources did not find a person since the last call. */
  remember(known: KnownLookups): Promise<void> {
    return this.memory.remember(known);
  }

  /**
   * The result of an item of a job without a call: a stored person who is recent enough, or the failure that no source knows the
   * person; null if a source has to be asked.
   * @throws StoreUnavailableError if a stored person would be enough, but the store is unavailable
   */
  async settled(item: IntakeItem, known: KnownLookups): Promise<KnownPerson | LookupError | null> {
    const person = await this.resolving.freshPerson(item, known);
    return person ?? this.fetching.missing(item.lookup, known);
  }

  /**
   * Runs all stages for an item of a job except storing, which is done in groups; HeldBack if no source could be asked.
   * @throws LookupError, the signal's reason, or what the access throws
   */
  async prepare(item: IntakeItem, { access, inSlot, signal, known }: PreparedCall): Promise<Prepared | HeldBack> {
    const person = await inSlot(() => this.fetching.fetch(item.lookup, access, known, signal));
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
  private async find(item: IntakeItem, { recall }: Shared, fetched: Fetched, run: PipelineRun) {
    run.start();
    const known = await run.stage('resolve', recall);
    this.resolving.requireAllowed(item, known);
    const fresh = await run.stage('resolve', () => this.resolving.fresh(item, known));
    if (fresh) return { fresh, person: null };
    const person = await run.stage('fetch', () => (fetched.current ??= this.fetch(item, known, run)));
    run.sources_asked = person.sources_asked;
    return { fresh: null, person };
  }

  /** A client is waiting for the result, so the item does not wait until a source is available again. */
  private async fetch(
    { lookup }: IntakeItem,
    known: KnownLookups,
    { credits, signal }: PipelineRun,
  ): Promise<SourcedPerson> {
    const answer = await this.fetching.fetch(lookup, { tokens: NO_TOKENS, credits }, known, signal);
    if (isHeldBack(answer)) throw answer.failure;
    return answer;
  }

  private async save(profile: EnrichedProfile): Promise<SavedProfile> {
    const outcome = await this.store.save(profile);
    if (outcome.status === 'rejected') throw outcome.error;
    if (outcome.status === 'masked') throw restricted('profile');
    if (outcome.status === 'suppressed') {
      await this.suppressions.extend([keysOfEnriched(profile)]);
      throw suppressed();
    }
    return outcome.saved;
  }
}
