import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import { enriched } from '../../../test/contract/builders.js';
import { aJob, anError, aResult } from '../../../test/contract/job-store.builders.js';
import { noCredits } from '../../../test/support/no-credits.js';
import { answerInSlot } from '../../../test/support/answer-in-slot.js';
import { FakeLinkedInProfilesStore } from '../../../test/support/fake-linkedin-profiles.store.js';
import { FakeProfileStore } from '../../../test/support/fake-profile-store.js';
import { InMemoryJobStore } from '../../../test/support/in-memory-job.store.js';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { settings } from '../../../test/support/settings.js';
import type { ProfileStore } from '../../profile-store/profile.store.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import type { ItemOutcome, JobItem } from '../job.js';
import { ChunkRun } from './chunk-run.js';

import { FetchLimits } from './fetch-limits.js';
import { knowingNobody } from '../../../test/support/knowing-nobody.js';
import { FakeSuppressions } from '../../../test/support/fake-suppressions.js';
import { ResultPayloads } from '../result-payloads.js';
import { SuppressedRows } from '../suppressed-rows.js';
import { OutcomeRecorder } from './outcome-recorder.js';
import { PeopleRecorder } from './people-recorder.js';
import type { PreparedItem } from './prepared-item.js';
import { Waiting } from './waiting.js';
import { Tally } from '../../common/tally/tally.js';
import { StageTimes } from '../../pipeline/stage-times.js';

type Reply = 'result' | 'error' | 'no token' | 'no table of tokens';
type StoreFailure = 'before' | 'after' | null;

interface Story {
  emails: number;
  concurrency: number;
  atOnce: number;
  /** Outcomes of the fetches in order; after those, all succeed. */
  replies: Reply[];
  /** How calls of the job store fail, in order: before or after they did their work; after those, none fails. */
  storeFailures: StoreFailure[];
  /** Whether saves to the LinkedIn profiles table fail. */
  isTableAway: boolean;
  /** Whether people cannot be stored. */
  arePeopleAway: boolean;
  /** The runs in which the process ends. */
  aborts: boolean[];
}

/** One chunk that is redelivered until it is done, as the queue would do. */
class Scenario {
  /** Numbers of the items whose fetch is in flight. */
  readonly inFlight: number[] = [];
  /** Violations that were found. */
  readonly complaints: string[] = [];
  readonly jobs = new InMemoryJobStore(new InMemoryQueue());
  readonly profiles = new FakeLinkedInProfilesStore();
  readonly answered = new Map<number, ItemOutcome[]>();
  private readonly job_id: string;
  private readonly limits: FetchLimits;
  readonly people = new FakeProfileStore();
  private readonly recorder = new OutcomeRecorder(
    new PeopleRecorder(
      this.people as unknown as ProfileStore,
      new FakeSuppressions().asSuppressions,
      new StageTimes(new Tally()),
    ),
    this.profiles,
    this.jobs,
    new ResultPayloads(this.people as unknown as ProfileStore, this.profiles),
    noCredits(),
    new SuppressedRows(this.profiles),
    new FakeSuppressions().asSuppressions,
  );
  private readonly replies: Reply[];
  private readonly storeFailures: StoreFailure[];
  private readonly newJob;

  constructor(
    private readonly story: Story,
    private readonly scheduler: Scheduler,
  ) {
    this.replies = [...story.replies];
    this.storeFailures = [...story.storeFailures];
    this.newJob = aJob(story.emails);
    this.newJob.config = { ...this.newJob.config, delay_seconds: 0, concurrency: story.concurrency };
    this.job_id = this.newJob.job_id;
    this.limits = new FetchLimits(settings({ WORKER_CONCURRENCY: String(story.atOnce) }));
    this.profiles.problem = story.isTableAway ? 'away' : null;
    this.profiles.gate = () => this.step('a save');
    this.people.failure = story.arePeopleAway ? new StoreUnavailableError('away') : null;
    this.people.gate = () => this.step('people are stored');
  }

  get kept(): ItemOutcome[] {
    return this.jobs.outcomesOf(this.job_id);
  }

  async workUntilDone(): Promise<void> {
    await this.jobs.create(this.newJob, 1_000);
    this.jobs.around = async (call, work) => {
      await this.step(call);
      const failure = this.storeFailures.shift();
      if (failure === 'before') throw new StoreUnavailableError('away');
      const result = await work();
      await this.step(`${call} is done`);
      if (failure === 'after') throw new StoreUnavailableError('away');
      return result;
    };
    const most = this.story.replies.length + this.story.storeFailures.length + this.story.aborts.length + 1;
    for (let round = 0; round < most; round += 1) {
      await this.workOnce(this.story.aborts[round] ?? false).catch(() => undefined);
      if (this.inFlight.length > 0) this.complaints.push(`${this.inFlight.join()} is under way after the run`);
    }
  }

  private async workOnce(isAborted: boolean): Promise<void> {
    const abort = new AbortController();
    if (isAborted) void this.step('the process ends').then(() => abort.abort(new Error('the process ends')));
    const job = await this.jobs.begin(this.job_id);
    if (job === null) return;
    const items = await this.jobs.unfinished(this.job_id, 1, this.story.emails);
    const preparer = knowingNobody({
      prepare: async (item, _, { inSlot }) => this.prepared(item, await answerInSlot(inSlot, () => this.fetch(item))),
    });
    const run = new ChunkRun(job, preparer, this.recorder, this.limits.of(job), abort.signal);
    try {
      await run.process(items, () => undefined);
    } finally {
      await this.limits.leave(job, async () => undefined);
    }
  }

  private async prepared({ email_number }: JobItem, outcome: ItemOutcome | Waiting): Promise<PreparedItem | Waiting> {
    if (outcome instanceof Waiting) return outcome;
    await this.step(`prepare ${email_number}`);
    return outcome.success ? { outcome, profile: enriched(`member-${email_number}`) } : { outcome, profile: null };
  }

  private async fetch({ email_number }: JobItem): Promise<ItemOutcome | Waiting> {
    if (this.inFlight.includes(email_number)) this.complaints.push(`${email_number} is fetched twice at once`);
    if (this.kept.some((outcome) => outcome.email_number === email_number))
      this.complaints.push(`${email_number} is fetched again after it was kept`);
    this.inFlight.push(email_number);
    const reply = this.replies.shift() ?? 'result';
    await this.step(`fetch ${email_number}`);
    this.inFlight.splice(this.inFlight.indexOf(email_number), 1);
    if (reply === 'no table of tokens') throw new StoreUnavailableError('away');
    if (reply === 'no token') return new Waiting('tokens', null);
    const kept = this.answered.get(email_number) ?? [];
    const given = { attempts: kept.length + 1 };
    const outcome =
      reply === 'error'
        ? anError(email_number, given)
        : aResult(email_number, { ...given, saved_to_linkedin_profiles: false });
    this.answered.set(email_number, [...kept, outcome]);
    return outcome;
  }

  private async step(label: string): Promise<void> {
    await this.scheduler.schedule(Promise.resolve(), label);
    // Time advances with every step.
    jest.advanceTimersByTime(60);
  }
}

describe('ChunkRun and OutcomeRecorder under any interleaving of responses, rejections, aborts and store failures', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  const often = <T, Other>(usual: T, ...others: Other[]) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
  const stories = fc.record<Story>({
    emails: fc.integer({ min: 1, max: 60 }),
    concurrency: fc.integer({ min: 1, max: 50 }),
    atOnce: fc.integer({ min: 1, max: 40 }),
    replies: fc.array(often<Reply, Reply>('result', 'error', 'no token', 'no table of tokens'), { maxLength: 20 }),
    storeFailures: fc.array(often<StoreFailure, StoreFailure>(null, 'before', 'after'), { maxLength: 8 }),
    isTableAway: fc.boolean(),
    arePeopleAway: fc.boolean(),
    aborts: fc.array(fc.boolean(), { maxLength: 3 }),
  });

  it('lose no item, store none twice, and fetch none that is stored or in flight', async () => {
    await fc.assert(
      fc.asyncProperty(stories, fc.scheduler(), async (story, scheduler) => {
        const scenario = new Scenario(story, scheduler);
        await scheduler.waitFor(scenario.workUntilDone());
        await scheduler.waitIdle();
        expect(scenario.complaints).toEqual([]);
        expect(scenario.kept.map(({ email_number }) => email_number)).toEqual(
          Array.from({ length: story.emails }, (_, index) => index + 1),
        );
        for (const outcome of scenario.kept) {
          const answers = scenario.answered.get(outcome.email_number) ?? [];
          const isSaved = outcome.success && !story.isTableAway;
          const save = { saved_to_linkedin_profiles: isSaved, save_error: isSaved ? null : 'away' };
          const person = scenario.people.profiles.find(
            ({ public_id }) => public_id === `member-${outcome.email_number}`,
          );
          const where = story.arePeopleAway ? { to_store: true } : { profile_id: person?.id, data: null };
          expect(answers.map((answer) => ({ ...answer, ...(answer.success && { ...save, ...where }) }))).toContainEqual(
            outcome,
          );
          if (isSaved) expect(scenario.profiles.rows.has(outcome.email ?? '')).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
