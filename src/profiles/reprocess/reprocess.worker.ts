import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { abortable } from '../../common/lifecycle/abortable.js';
import { Config } from '../../config/config.js';
import { PostponeError } from '../../infrastructure/queue/postpone.error.js';
import { Queue, type Delivery } from '../../infrastructure/queue/queue.js';
import { ReprocessStore } from '../../profile-store/reprocess.store.js';
import { PageReprocessor } from './page-reprocessor.js';
import { REPROCESS, type ReprocessMessage } from './reprocess.service.js';

/** Pages of one delivery. Then the message goes back to the queue for a moment, so that no delivery takes hours and other runs continue. */
const PAGES_A_TURN = 400;
const MOMENT_MS = 1_000;

/**
 * Maps stored answers again, page by page. Progress is stored with each page: after a shutdown or a crash, the next worker continues
 * after the last page.
 */
@Injectable()
export class ReprocessWorker implements OnApplicationBootstrap {
  private readonly logger = new Logger(ReprocessWorker.name);

  constructor(
    private readonly queue: Queue,
    private readonly store: ReprocessStore,
    private readonly pages: PageReprocessor,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE === 'api') return;
    await this.queue.work<ReprocessMessage>(
      REPROCESS,
      (message, signal, delivery) => abortable(this.work(message, signal, delivery), signal),
      { concurrency: 1 },
    );
  }

  private async work(
    { reprocess_id: id }: ReprocessMessage,
    signal: AbortSignal,
    { attemptsLeft }: Delivery,
  ): Promise<void> {
    const accepted = await this.store.findById(id);
    if (accepted === null || accepted.completed_at !== null) return;
    if (attemptsLeft === 0) {
      await this.store.end(id, 'failed');
      return this.logger.error({ reprocess_id: id }, 'Reprocessing failed repeatedly and was given up');
    }
    let run = await this.store.begin(id, await this.pages.count(accepted));
    for (let pages = 0; run !== null && run.completed_at === null; pages += 1) {
      signal.throwIfAborted();
      if (pages === PAGES_A_TURN) throw new PostponeError(new Date(Date.now() + MOMENT_MS));
      run = await this.pages.process(run, signal);
    }
    if (run === null) return;
    const { changed, unchanged, failed, embedded } = run;
    this.logger.log({ reprocess_id: id, changed, unchanged, failed, embedded }, 'Profiles reprocessed');
  }
}
