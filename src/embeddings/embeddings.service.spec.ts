import { describe, expect, it } from '@jest/globals';
import { Shutdown } from '../common/lifecycle/shutdown.js';
import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import type { Embedding } from '../model/embedding.js';
import { Embedder } from './embedder.js';
import { EmbeddingsService } from './embeddings.service.js';

const never = new AbortController().signal;

class CountingEmbedder extends Embedder {
  readonly model = 'counting';
  readonly requests: (readonly string[])[] = [];
  failure: Error | null = null;

  async embed(texts: readonly string[]): Promise<Embedding[]> {
    this.requests.push(texts);
    if (this.failure) throw this.failure;
    return texts.map((text) => [text.length]);
  }
}

describe('EmbeddingsService', () => {
  it('merges the texts of callers that come together into one request', async () => {
    const embedder = new CountingEmbedder();
    const service = new EmbeddingsService(embedder, new Shutdown());
    const [first, second] = await Promise.all([service.embed(['a', 'bb'], never), service.embed(['ccc'], never)]);
    expect(embedder.requests).toEqual([['a', 'bb', 'ccc']]);
    expect([first, second].map((embeddings) => embeddings.map(({ vector }) => vector))).toEqual([[[1], [2]], [[3]]]);
  });

  it('embeds the same text once, in one request or a later one', async () => {
    const embedder = new CountingEmbedder();
    const service = new EmbeddingsService(embedder, new Shutdown());
    await service.embed(['same', 'same'], never);
    await service.embed(['same'], never);
    expect(embedder.requests).toEqual([['same']]);
  });

  it('asks again after a failure', async () => {
    const embedder = new CountingEmbedder();
    const service = new EmbeddingsService(embedder, new Shutdown());
    embedder.failure = new Error('away');
    await expect(service.embed(['a'], never)).rejects.toThrow('away');
    embedder.failure = null;
    await expect(service.embed(['a'], never)).resolves.toMatchObject([{ vector: [1] }]);
  });

  it('lets a text that is refused cost no other', async () => {
    const refusing = new (class extends CountingEmbedder {
      override async embed(texts: readonly string[]): Promise<Embedding[]> {
        const vectors = await super.embed(texts);
        if (texts.includes('bad')) throw new UpstreamError('INVALID_REQUEST', 'refused');
        return vectors;
      }
    })();
    const service = new EmbeddingsService(refusing, new Shutdown());
    const texts = ['a', 'bb', 'bad', 'ccc', 'dddd'];
    const settled = await Promise.allSettled(texts.map((text) => service.embed([text], never)));
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });

  it('lets one caller give up without taking the answer from the others', async () => {
    const service = new EmbeddingsService(new CountingEmbedder(), new Shutdown());
    const impatient = new AbortController();
    const first = service.embed(['a'], impatient.signal);
    const second = service.embed(['a'], never);
    impatient.abort(new Error('too long'));
    await expect(first).rejects.toThrow('too long');
    await expect(second).resolves.toHaveLength(1);
  });
});
