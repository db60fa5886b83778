import { Injectable, Logger } from '@nestjs/common';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { UpkeepProgress } from '../infrastructure/upkeep/upkeep-progress.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import type { JsonValue } from '../model/json-value.js';
import { EmbeddingStore, type EmbeddingOwner, type Unembedded } from '../profile-store/embedding.store.js';
import { StoredTexts } from './stored-texts.js';

/** Maximum number of rows per round; the next round continues after them. */
const ROWS_A_ROUND = 200;

/** Creates missing vectors, and those of another model: the embedder was unavailable, or another one was configured. */
@Injectable()
export class EmbeddingRepair implements UpkeepTask {
  readonly name = 'embedding-repair';
  readonly cron = '* * * * *';
  private readonly logger = new Logger(EmbeddingRepair.name);

  constructor(
    private readonly embeddings: EmbeddingsService,
    private readonly store: EmbeddingStore,
    private readonly texts: StoredTexts,
    private readonly progress: UpkeepProgress,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const after = ownerIn(await this.progress.read(this.name));
    const rows = await this.store.withoutEmbedding(this.embeddings.space, ROWS_A_ROUND, after);
    const failure = await this.embed(rows, signal);
    if (failure !== null && !isRejection(failure)) throw failure;
    // The next round continues after these rows, so that texts that are always rejected do not block later ones.
    const next = rows.length < ROWS_A_ROUND ? null : (rows.at(-1)?.owner ?? null);
    if (next !== null || after !== null) await this.progress.save(this.name, next);
    if (failure !== null) throw failure;
  }

  /** @returns the first failure if not a single row was embedded; otherwise null */
  private async embed(rows: readonly Unembedded[], signal: AbortSignal): Promise<unknown> {
    const { embedded, failures } = await this.texts.embed(rows, signal);
    if (embedded > 0) this.logger.log({ rows: embedded, left: failures.length }, 'Missing embeddings created');
    return embedded === 0 ? (failures[0] ?? null) : null;
  }
}

function isRejection(failure: unknown): boolean {
  return failure instanceof UpstreamError && !failure.retryable;
}

function ownerIn(saved: JsonValue): EmbeddingOwner | null {
  const { profile_id, company_id } = (saved ?? {}) as Record<string, JsonValue | undefined>;
  if (typeof profile_id === 'string') return { profile_id };
  return typeof company_id === 'string' ? { company_id } : null;
}
