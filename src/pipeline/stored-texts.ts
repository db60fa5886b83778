import { Injectable } from '@nestjs/common';
import { companyText, profileText } from '../embeddings/embedding-text.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { EmbeddingStore, type Unembedded } from '../profile-store/embedding.store.js';

/** Creates the vectors of stored profiles and companies. */
@Injectable()
export class StoredTexts {
  constructor(
    private readonly embeddings: EmbeddingsService,
    private readonly store: EmbeddingStore,
  ) {}

  /** Embeds each text on its own, in shared requests, so that a rejected one does not affect the others. */
  async embed(rows: readonly Unembedded[], signal: AbortSignal): Promise<{ embedded: number; failures: unknown[] }> {
    const embedded = await Promise.allSettled(rows.map((row) => this.embeddings.embed([textOf(row)], signal)));
    const failures: unknown[] = [];
    for (const [index, { owner }] of rows.entries()) {
      const result = embedded[index];
      if (result?.status === 'rejected') failures.push(result.reason);
      const [embedding] = result?.status === 'fulfilled' ? result.value : [];
      if (embedding) await this.store.saveEmbedding(owner, embedding);
    }
    return { embedded: rows.length - failures.length, failures };
  }
}

function textOf(row: Unembedded): string {
  return 'profile' in row ? profileText(row.profile) : companyText(row.company);
}
