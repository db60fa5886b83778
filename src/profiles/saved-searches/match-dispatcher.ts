import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { RelayLoop } from '../../events/relay/relay-loop.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { searchKinds, type SearchKind } from './saved-search.js';
import { SavedSearchesStore } from './saved-searches.store.js';
import { SearchMatcher } from './search-matcher.js';

export const SAVED_SEARCHES = 'saved-searches';
const PACE = { busyMs: 500, idleMs: () => 1_000 };
/** Pages of changes compared with a kind of searches for one message. */
const PAGES_AT_ONCE = 50;

/**
 * Sends a message to the queue while there are changes to compare. There is one message at a time, so only one process compares. Its
 * progress is only stored in the database, and a lost message is sent again.
 */
@Injectable()
export class MatchDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('SavedSearches');
  private readonly loop = new RelayLoop(() => this.dispatch(), PACE);

  constructor(
    private readonly queue: Queue,
    private readonly saved: SavedSearchesStore,
    private readonly matcher: SearchMatcher,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE === 'api') return;
    await this.queue.work(SAVED_SEARCHES, (_, signal) => this.match(signal), { concurrency: 1, pollingSeconds: 10 });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async dispatch(): Promise<boolean> {
    const hasNews = await this.saved.hasNews();
    if (hasNews) await this.queue.send(SAVED_SEARCHES, {}, { singletonKey: SAVED_SEARCHES, retryLimit: 0 });
    return hasNews;
  }

  private async match(signal: AbortSignal): Promise<void> {
    try {
      for (const kind of searchKinds) await this.matchPages(kind, signal);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      this.logger.warn(
        { reason: error.message },
        'Saved searches with min_similarity are compared later: the embedding service failed',
      );
    }
  }

  private async matchPages(kind: SearchKind, signal: AbortSignal): Promise<void> {
    for (let page = 0; page < PAGES_AT_ONCE; page += 1) if (!(await this.matcher.matchNext(kind, signal))) return;
  }
}
