import type { TextDecoder as TextDecoding } from 'node:util';
import type { Readable, Transform } from 'node:stream';
import type { Request } from 'express';
import type { BodyShare } from './body-budget.js';
import { BODY_BOUNDS, bodyErrors, type BodyLimits } from './body-limits.js';
import type { ContentDecoder } from './content-decoder.js';
import { JsonScanner } from '../../json/json-scanner.js';

export interface Receiving {
  /** In bytes, both as sent and after decompression. */
  limit: number;
  limits: BodyLimits;
  share: BodyShare;
  decoder: ContentDecoder | null;
  charset: TextDecoding;
}

/**
 * The text of a body, checked part by part: the first part beyond a limit ends it, whatever length was announced. The caller must
 * discard the rest of the body.
 * @throws ApplicationError
 */
export function receiveBody(request: Request, receiving: Receiving): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const { decoder, limits } = receiving;
    const inflating: Transform | undefined = decoder?.create();
    const source: Readable = inflating ?? request;
    const text = new TextOfBody(receiving);
    let sent = 0;

    const settle = (finish: () => void) => {
      for (const timer of [whole, pause]) clearTimeout(timer);
      request.off('data', onSent).off('error', onCut).off('close', onCut);
      source.off('data', onData).off('end', onEnd);
      if (inflating) {
        request.unpipe(inflating);
        inflating.destroy();
      }
      finish();
    };
    const fail = (error: Error) => settle(() => reject(error));
    const attempt = (step: () => void) => {
      try {
        step();
      } catch (error) {
        fail(error as Error);
      }
    };
    const onSent = (part: Buffer) => {
      pause.refresh();
      sent += part.length;
      // A stream of empty blocks is endless and inflates to nothing.
      if (sent > receiving.limit) fail(bodyErrors.tooLarge(receiving.limit));
    };
    const onData = (part: Buffer) => attempt(() => text.add(part));
    const onEnd = () =>
      attempt(() => {
        const complete = text.end();
        settle(() => resolve(complete));
      });
    const onCut = () => {
      if (!request.complete) fail(bodyErrors.cutShort());
    };
    const whole = setTimeout(() => fail(bodyErrors.tooSlow()), limits.receiveMs).unref();
    const pause = setTimeout(() => fail(bodyErrors.tooSlow()), limits.pauseMs).unref();

    if (decoder && !receiving.share.take(decoder.window)) return fail(bodyErrors.noRoom());
    source.on('data', onData).on('end', onEnd);
    request.on('data', onSent).on('error', onCut).on('close', onCut);
    // Not removed: a decoder may still emit errors while it is destroyed.
    inflating?.on('error', () => fail(bodyErrors.notDecodable()));
    if (inflating) request.pipe(inflating);
  });
}

class TextOfBody {
  private readonly parts: string[] = [];
  private readonly scanner = new JsonScanner(BODY_BOUNDS);
  private length = 0;

  constructor(private readonly receiving: Receiving) {}

  add(part: Buffer): void {
    const { limit, share, charset } = this.receiving;
    this.length += part.length;
    if (this.length > limit) throw bodyErrors.tooLarge(limit);
    if (!share.take(part.length)) throw bodyErrors.noRoom();
    this.keep(charset.decode(part, { stream: true }));
  }

  end(): string {
    this.keep(this.receiving.charset.decode());
    return this.parts.join('');
  }

  private keep(part: string): void {
    const problem = this.scanner.scan(part);
    if (problem === 'depth') throw bodyErrors.tooDeep();
    if (problem === 'values') throw bodyErrors.tooManyValues();
    this.parts.push(part);
  }
}
