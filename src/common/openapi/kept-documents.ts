import type { Request, RequestHandler } from 'express';
import { linkBase } from '../http/link-base.js';

/** Stands for the base of links in a text that is kept. */
const BASE = 'https://base.invalid';

/** What to put before the paths of a document that is serialized for this request; empty for nothing. */
export function baseToWrite(request: Request): string {
  return linkBase(request) === '' ? '' : BASE;
}

/** A text as it was serialized, and as it was sent last. */
interface Kept {
  type: string;
  text: string;
  base: string | null;
  body: Buffer;
}

/**
 * Sends what a route has sent before, with the base of this request: serializing the document takes as long as a hundred other requests, and
 * everybody may ask for it. Clients share the bytes, also those that are slow to read them. Use one for each path.
 */
export function keptDocument(): RequestHandler {
  const kept = new Map<boolean, Kept>();
  return (request, response, next) => {
    const base = linkBase(request);
    const send = response.send.bind(response);
    const sendKept = (document: Kept) => {
      if (document.base !== base) Object.assign(document, { base, body: withBase(document.text, base) });
      return response.type(document.type) && send(document.body);
    };
    const known = kept.get(base !== '');
    if (known) return void sendKept(known);
    response.send = (text: unknown) => {
      response.send = send;
      if (response.statusCode !== 200 || typeof text !== 'string') return send(text);
      const type = String(response.getHeader('Content-Type'));
      const document = { type, text, base: null, body: Buffer.alloc(0) };
      kept.set(base !== '', document);
      return sendKept(document);
    };
    return next();
  };
}

function withBase(text: string, base: string): Buffer {
  return Buffer.from(text.replaceAll(BASE, () => JSON.stringify(base).slice(1, -1)));
}
