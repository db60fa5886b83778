import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { ApplicationError } from '../../errors/application.error.js';
import { withTimeout } from '../../lifecycle/with-timeout.js';
import { letBodyCome } from '../expect-continue.js';
import { bodyErrors } from './body-limits.js';
import { contentDecoder } from './content-decoder.js';

/** Limits for a body that is processed while it arrives. */
export interface PartsLimits {
  /** In bytes, both as sent and after decompression. */
  body: number;
  /** For the whole body, in milliseconds, including the time for processing its parts. */
  receiveMs: number;
  /** Between two parts while one is awaited, in milliseconds. */
  pauseMs: number;
  /** Aborted when the service stops. */
  stopping: AbortSignal;
  tooLarge: () => ApplicationError;
  /** For a Content-Encoding that is not known. */
  unknownEncoding: () => ApplicationError;
}

/**
 * A body part by part, decompressed. The next part is read when it is asked for, so that a client sends no faster than its body
 * is processed. The caller must discard the rest of the body.
 * @throws ApplicationError
 */
export async function* bodyParts(request: Request, response: Response, limits: PartsLimits): AsyncGenerator<Buffer> {
  const decoder = contentDecoder(request.get('Content-Encoding'));
  if (decoder === undefined) throw limits.unknownEncoding();
  if (Number(request.get('Content-Length') ?? 0) > limits.body) throw limits.tooLarge();
  letBodyCome(request, response);
  const sent = bounded(arriving(request, limits), limits);
  yield* decoder === null ? sent : bounded(inflated(sent, decoder.create()), limits);
}

async function* arriving(request: Request, { receiveMs, pauseMs, stopping }: PartsLimits): AsyncGenerator<Buffer> {
  const end = performance.now() + receiveMs;
  const parts = request.iterator({ destroyOnReturn: false });
  const next = async () => {
    const ms = Math.max(0, Math.min(pauseMs, end - performance.now()));
    return withTimeout(ms, () => parts.next() as Promise<IteratorResult<Buffer>>, {
      signal: stopping,
      reason: bodyErrors.tooSlow,
    });
  };
  let isWaiting = true;
  try {
    for (let part = await next(); !part.done; part = await next()) {
      isWaiting = false;
      yield part.value;
      isWaiting = true;
    }
  } catch (error) {
    if (error instanceof ApplicationError) throw error;
    throw stopping.aborted ? bodyErrors.stopping() : bodyErrors.cutShort();
  } finally {
    // Otherwise it would wait for the part that does not come.
    if (!isWaiting) await parts.return?.();
  }
}

async function* bounded(parts: AsyncIterable<Buffer>, { body, tooLarge }: PartsLimits): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const part of parts) {
    length += part.length;
    if (length > body) throw tooLarge();
    yield part;
  }
}

async function* inflated(parts: AsyncIterable<Buffer>, inflating: Transform): AsyncGenerator<Buffer> {
  const source = Readable.from(parts);
  const fed = pipeline(source, inflating);
  // Reading from the other end rejects with the same error.
  fed.catch(() => undefined);
  try {
    for await (const part of inflating) yield part as Buffer;
  } catch (error) {
    throw error instanceof ApplicationError ? error : bodyErrors.notDecodable();
  }
}
