import { TextDecoder } from 'node:util';

const BOM_UTF8 = Buffer.from([0xef, 0xbb, 0xbf]);
const NOTHING = Buffer.alloc(0);
/** Bytes that are looked at if there is no byte order mark. */
const SAMPLE = 4_096;
/** Share of the characters of a UTF-16 text that are ASCII, at least: delimiters and line ends are. */
const LEAST_ASCII = 0.1;

/** UTF-16 becomes UTF-8; every other file stays as it is, without its byte order mark. */
export class Utf8Transcoder {
  private readonly decoder: TextDecoder | null;
  private hasBegun = false;

  /** @param head the first bytes of the file, which must be written too */
  constructor(head: Buffer) {
    const encoding = utf16In(head);
    this.decoder = encoding === null ? null : new TextDecoder(encoding);
  }

  write(part: Buffer): Buffer {
    const isFirst = !this.hasBegun;
    this.hasBegun = true;
    if (this.decoder) return Buffer.from(this.decoder.decode(part, { stream: true }));
    return isFirst && part.subarray(0, BOM_UTF8.length).equals(BOM_UTF8) ? part.subarray(BOM_UTF8.length) : part;
  }

  /** What is left: a character that was cut off. */
  end(): Buffer {
    return this.decoder ? Buffer.from(this.decoder.decode()) : NOTHING;
  }
}

type Utf16 = 'utf-16le' | 'utf-16be';

/** From the byte order mark, else from the NULs that are half of each ASCII character. */
function utf16In(head: Buffer): Utf16 | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, SAMPLE);
  const nuls = { even: 0, odd: 0 };
  for (const [at, byte] of sample.entries()) if (byte === 0) nuls[at % 2 === 0 ? 'even' : 'odd'] += 1;
  const least = (sample.length / 2) * LEAST_ASCII;
  if (nuls.odd > least && nuls.odd > nuls.even * 8) return 'utf-16le';
  return nuls.even > least && nuls.even > nuls.odd * 8 ? 'utf-16be' : null;
}
