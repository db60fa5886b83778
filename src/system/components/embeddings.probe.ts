import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import type { EmbeddingsComponent } from '../dto/components.dto.js';
import { healthy, Probe, type FiguresOf } from './probe.js';

/** A minute: as much of `2026-01-01T00:00` as tells it from the next. */
const MINUTE = 16;

/** Whether texts can be embedded. */
@Injectable()
export class EmbeddingsProbe extends Probe<EmbeddingsComponent> {
  constructor(
    private readonly embeddings: EmbeddingsService,
    private readonly config: Config,
  ) {
    super();
  }

  protected override get unanswered(): FiguresOf<EmbeddingsComponent> {
    return { model: this.embeddings.model, dimensions: this.config.EMBEDDING_DIMENSIONS };
  }

  /** What was embedded once is remembered, so that this is one short text a minute, however often health is asked for. */
  protected override async look(signal: AbortSignal): Promise<EmbeddingsComponent> {
    await this.embeddings.embed([`health at ${new Date().toISOString().slice(0, MINUTE)}`], signal);
    return healthy(this.unanswered);
  }
}
