import { pipeline, Transform, type Readable } from 'node:stream';

export interface BodyLimits {
  bytes: number;
  /** For the whole body, in milliseconds. */
  milliseconds: number;
}

/** Passes the body on, and fails as soon as it is larger or slower than allowed; the connection is closed then. */
export function boundedBody(body: Readable, { bytes: most, milliseconds }: BodyLimits): Readable {
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.byteLength;
      if (bytes > most) done(problem('EMSGSIZE', 'The answer is too large'));
      else done(null, chunk);
    },
  });
  const timer = setTimeout(() => bounded.destroy(problem('ETIMEDOUT', 'The answer took too long')), milliseconds);
  // Errors are reported to the reader of the stream.
  pipeline(body, bounded, () => clearTimeout(timer));
  return bounded;
}

function problem(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
