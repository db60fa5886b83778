import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { buffer, mergeMap, Subject, throttleTime } from 'rxjs';
import { abortable } from '../common/lifecycle/abortable.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import type { Backend } from '../infrastructure/backend.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import type { Embedding, TextEmbedding } from '../model/embedding.js';
import { Embedder } from './embedder.js';
import { textHash } from './text-hash.js';

/** How long a first text waits for others to share its request, in milliseconds; in this process there are no requests. */
const MERGE_WINDOW_MS = 10;
/** Number of cached vectors, because the same companies occur often. A vector takes about 12 KB. */
const REMEMBERED_TEXTS = 500;

/** The outcome of a request to the embedder. */
export interface EmbedderAnswer {
  /** As `performance.now()` counts, in milliseconds. */
  at: number;
  /** Null if it succeeded. */
  error: unknown;
}

interface Waiting {
  text: string;
  settle: PromiseWithResolvers<Embedding>;
}

/** Embeds texts of many callers in few requests, and the same text only once. */
@Injectable()
export class EmbeddingsService implements Backend {
  private readonly texts = new Subject<Waiting>();
  private readonly vectors = new LRUCache<string, Promise<Embedding>>({ max: REMEMBERED_TEXTS });
  private answer: EmbedderAnswer | null = null;

  constructor(
    private readonly embedder: Embedder,
    private readonly shutdown: Shutdown,
  ) {
    const window = embedder.isEmbedded ? 0 : MERGE_WINDOW_MS;
    const windowEnds = this.texts.pipe(throttleTime(window, undefined, { leading: false, trailing: true }));
    this.texts
      .pipe(
        buffer(windowEnds),
        mergeMap((group) => this.request(group)),
      )
      .subscribe();
  }

  get model(): string {
    return this.embedder.model;
  }

  /** Stored with each vector as its model; vectors of different spaces cannot be compared. */
  get space(): string {
    return this.embedder.space;
  }

  /** See Embedder. */
  get similarityMidpoint(): number | null {
    return this.embedder.similarityMidpoint;
  }

  get isEmbedded(): boolean {
    return this.embedder.isEmbedded;
  }

  /** The model and where it runs; safe to display. */
  get description(): string {
    return this.embedder.description;
  }

  /** The outcome of the last request by any caller; null before the first. */
  get lastAnswer(): EmbedderAnswer | null {
    return this.answer;
  }

  /** Whether a stored vector is the one that this text would get. */
  isOf(text: string, { model, text_hash }: Pick<TextEmbedding, 'model' | 'text_hash'>): boolean {
    return model === this.space && text_hash === textHash(text);
  }

  /** One embedding a text, in the order of the texts. Throws UpstreamError, or the reason of an abort. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<TextEmbedding[]> {
    return abortable(Promise.all(texts.map((text) => this.embedOne(text))), signal);
  }

  private async embedOne(text: string): Promise<TextEmbedding> {
    const text_hash = textHash(text);
    const vector = await (this.vectors.get(text_hash) ?? this.enqueue(text, text_hash));
    return { vector, model: this.space, text_hash };
  }

  private enqueue(text: string, hash: string): Promise<Embedding> {
    const settle = Promise.withResolvers<Embedding>();
    this.vectors.set(hash, settle.promise);
    settle.promise.catch(() => this.vectors.delete(hash));
    this.texts.next({ text, settle });
    return settle.promise;
  }

  /** The request serves many callers, so none of them can abort it; only the end of the process does. */
  private async request(group: readonly Waiting[]): Promise<void> {
    try {
      const vectors = await this.embedder.embed(
        group.map(({ text }) => text),
        this.shutdown.signal,
      );
      this.answer = { at: performance.now(), error: null };
      group.forEach(({ settle }, index) => settle.resolve(vectors[index] as Embedding));
    } catch (error) {
      this.answer = { at: performance.now(), error };
      if (group.length > 1 && isForOneText(error)) return this.inHalves(group);
      group.forEach(({ settle }) => settle.reject(error));
    }
  }

  /** Splits until the rejected text is alone, so that it does not fail the callers it shared a request with. */
  private async inHalves(group: readonly Waiting[]): Promise<void> {
    const middle = Math.ceil(group.length / 2);
    await this.request(group.slice(0, middle));
    await this.request(group.slice(middle));
  }
}

/** Whether the service may have rejected the whole request because of one text; it does not say which. */
function isForOneText(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'INVALID_REQUEST';
}
