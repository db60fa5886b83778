import { randomUUID } from 'node:crypto';
import { abortable } from '../common/lifecycle/abortable.js';
import { traced } from '../common/tracing/tracing.js';
import type { Stage } from '../model/failure.js';
import type { CreditAccess } from '../sources/credit-access.js';
import { LookupError, type SourceAsked } from '../sources/sourced-person.js';
import { DeadlineExceeded, expectedFailure, unexpectedFailure } from './ingest-failure.js';
import type { IngestFailed, Ingested, Warning } from './ingest-outcome.js';

/** One profile on its way through the stages: its ID, its deadline, its current stage and its warnings. */
export class PipelineRun implements Disposable {
  readonly id = randomUUID();
  readonly warnings: Warning[] = [];
  /** The sources that were called, in order; empty if a stored profile was returned. */
  sources_asked: readonly SourceAsked[] = [];
  readonly signal: AbortSignal;

  private started = performance.now();
  private readonly deadline = new AbortController();
  private timer?: NodeJS.Timeout;
  private current: Stage = 'resolve';

  constructor(
    private readonly deadlineMs: number,
    shutdown: AbortSignal,
    /** Credits that the calls of this run are charged to. */
    readonly credits: CreditAccess,
  ) {
    this.signal = AbortSignal.any([this.deadline.signal, shutdown]);
  }

  /** Call it when the work begins: the time spent waiting for a slot does not count. */
  start(): void {
    this.started = performance.now();
    this.timer = setTimeout(() => this.deadline.abort(new DeadlineExceeded(this.deadlineMs)), this.deadlineMs);
  }

  /** Runs one stage; an abort ends it immediately, even if the stage ignores the signal. */
  async stage<T>(name: Stage, work: () => Promise<T>): Promise<T> {
    this.current = name;
    this.signal.throwIfAborted();
    return traced(`stage ${name}`, { onlyInside: true }, () => abortable(work(), this.signal));
  }

  /** Records a failure that does not fail the profile. Defects and aborts are rethrown. */
  addWarning(error: unknown, stage: Stage, what: string): void {
    this.signal.throwIfAborted();
    const failure = expectedFailure(error, stage);
    if (failure === null) throw error;
    this.warnings.push({
      stage,
      error: what,
      details: [failure.message, failure.details].filter(Boolean).join(': '),
    });
  }

  completed(
    result: Pick<Ingested, 'profile' | 'action' | 'companies' | 'companies_failed' | 'source' | 'attempts' | 'cached'>,
  ): Ingested {
    return { status: 'completed', ...result, stale: false, warnings: this.warnings, ...this.summary() };
  }

  /** Calls `onDefect` for unexpected errors. */
  failed(error: unknown, onDefect: (error: unknown, stage: Stage) => void): IngestFailed {
    if (error instanceof LookupError) this.sources_asked = error.sources_asked;
    const expected = expectedFailure(error, this.current);
    if (expected === null) onDefect(error, this.current);
    const attempts = error instanceof LookupError ? error.attempts : 0;
    return { status: 'failed', failure: expected ?? unexpectedFailure(this.current), attempts, ...this.summary() };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
  }

  private summary() {
    return {
      pipeline_id: this.id,
      sources_asked: this.sources_asked,
      completed_at: new Date(),
      duration_ms: Math.round(performance.now() - this.started),
    };
  }
}
