import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { companyText, profileText } from '../embeddings/embedding-text.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { EmbeddingStore, type Unembedded } from '../profile-store/embedding.store.js';

const EVERY_MS = 60_000;
/** Rows a round takes at most; the next round goes on. */
const ROWS_A_ROUND = 200;

/** Embeds what is stored without a vector, or with one of another model: the embedder was away, or was changed. */
@Injectable()
export class EmbeddingRepair {
  private readonly logger = new Logger(EmbeddingRepair.name);
  private isRunning = false;

  constructor(
    private readonly embeddings: EmbeddingsService,
    private readonly store: EmbeddingStore,
    private readonly shutdown: Shutdown,
  ) {}

  /** How many rows were repaired; two processes that repair the same row store the same vector twice. */
  @Interval(EVERY_MS)
  async repair(): Promise<number> {
    if (this.isRunning || this.shutdown.draining) return 0;
    this.isRunning = true;
    try {
      const rows = await this.store.withoutEmbedding(this.embeddings.model, ROWS_A_ROUND);
      return rows.length > 0 ? await this.embed(rows) : 0;
    } catch (error) {
      // Whatever is away now is asked again in the next round.
      this.logger.warn({ reason: (error as Error).message }, 'Missing embeddings could not be repaired yet');
      return 0;
    } finally {
      this.isRunning = false;
    }
  }

  /** One row whose text is refused costs no other: each is asked for by itself, and they travel together all the same. */
  private async embed(rows: readonly Unembedded[]): Promise<number> {
    const embedded = await Promise.allSettled(
      rows.map((row) => this.embeddings.embed([textOf(row)], this.shutdown.signal)),
    );
    const failures: unknown[] = [];
    for (const [index, { owner }] of rows.entries()) {
      const result = embedded[index];
      if (result?.status === 'rejected') failures.push(result.reason);
      const [embedding] = result?.status === 'fulfilled' ? result.value : [];
      if (embedding) await this.store.saveEmbedding(owner, embedding);
    }
    const repaired = rows.length - failures.length;
    if (repaired === 0) throw failures[0];
    this.logger.log({ rows: repaired, left: failures.length }, 'Missing embeddings repaired');
    return repaired;
  }
}

function textOf(row: Unembedded): string {
  return 'profile' in row ? profileText(row.profile) : companyText(row.company);
}
