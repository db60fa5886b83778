import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/** Maximum size of a request body, in bytes: DynamoDB's own limit. */
const MAX_BODY = 16 * 1024 * 1024;

/**
 * Protects dynalite's listener, which checks no signature, answers any origin, and throws from an event handler when a client
 * disconnects in the middle of a body. Lets through requests that carry the access key and were received completely.
 */
export function guardedListener(listener: RequestListener, accessKeyId: string): RequestListener {
  return (request, response) => {
    request.on('error', () => response.destroy());
    response.on('error', () => response.destroy());
    if (!isOurs(request, accessKeyId)) return refuse(response);
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > MAX_BODY) return refuse(response);
      parts.push(part);
    });
    request.on('end', () => {
      if (!response.writableEnded) listener(received(request, parts), response);
    });
  };
}

function isOurs({ headers }: IncomingMessage, accessKeyId: string): boolean {
  if (headers.origin !== undefined) return false;
  return headers.authorization?.includes(`Credential=${accessKeyId}/`) ?? false;
}

function refuse(response: ServerResponse): void {
  if (response.writableEnded) return;
  const body = {
    __type: 'com.amazon.coral.service#UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  };
  response.writeHead(403, { 'Content-Type': 'application/x-amz-json-1.0', Connection: 'close' });
  response.end(JSON.stringify(body));
}

/** The same request, with a body that is already complete. */
function received({ headers, method, url }: IncomingMessage, parts: Buffer[]): IncomingMessage {
  return Object.assign(Readable.from(parts, { objectMode: false }), { headers, method, url }) as IncomingMessage;
}
