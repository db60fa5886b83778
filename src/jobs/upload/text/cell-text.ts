import { isUtf8 } from 'node:buffer';
import { storable } from '../../../common/text/storable.js';

/** Characters of the bytes 0x80 to 0x9F in Windows-1252 (WHATWG Encoding); the others are those of Latin-1. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * Text of a cell whose bytes were read as Latin-1: UTF-8 if it is valid UTF-8, else Windows-1252. Decided for each cell, so
 * that the file need not be read in advance, and one cell in another encoding does not affect the others.
 */
export function cellText(latin1: string): string {
  return storable(BEYOND_ASCII.test(latin1) ? decoded(latin1) : latin1);
}

function decoded(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return latin1.replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80));
}
