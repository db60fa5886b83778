import { Injectable, Logger } from '@nestjs/common';
import { companyText, profileText } from '../embeddings/embedding-text.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { EmbeddingStore, type Unembedded } from '../profile-store/embedding.store.js';

/** Rows a round takes at most; the next round goes on. */
const ROWS_A_ROUND = 200;

/** Embeds what is stored without a vector, or with one of another model: the embedder was away, or was changed. */
@Injectable()
export class EmbeddingRepair implements UpkeepTask {
  readonly name = 'embedding-repair';
  readonly cron = '* * * * *';
  private readonly logger = new Logger(EmbeddingRepair.name);

  constructor(
    private readonly embeddings: EmbeddingsService,
    private readonly store: EmbeddingStore,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    const rows = await this.store.withoutEmbedding(this.embeddings.space, ROWS_A_ROUND);
    if (rows.length > 0) await this.embed(rows, signal);
  }

  /** One row whose text is refused costs no other: each is asked for by itself, and they travel together all the same. */
  private async embed(rows: readonly Unembedded[], signal: AbortSignal): Promise<void> {
    const embedded = await Promise.allSettled(rows.map((row) => this.embeddings.embed([textOf(row)], signal)));
    const failures: unknown[] = [];
    for (const [index, { owner }] of rows.entries()) {
      const result = embedded[index];
      if (result?.status === 'rejected') failures.push(result.reason);
      const [embedding] = result?.status === 'fulfilled' ? result.value : [];
      if (embedding) await this.store.saveEmbedding(owner, embedding);
    }
    const repaired = rows.length - failures.length;
    if (repaired === 0) throw failures[0];
    this.logger.log({ rows: repaired, left: failures.length }, 'Missing embeddings created');
  }
}

function textOf(row: Unembedded): string {
  return 'profile' in row ? profileText(row.profile) : companyText(row.company);
}
