import { CALLER_LIMITS, LIST_BODY, MAX_VALUES, STRANGER_LIMITS } from '../http/body/body-limits.js';
import { MAX_DEPTH } from '../validation/json-shape.js';

const KIB = 1_024;
const inWords = (bytes: number) => (bytes < KIB * KIB ? `${bytes / KIB} KB` : `${bytes / KIB / KIB} MB`);
const seconds = (milliseconds: number) => `${milliseconds / 1_000} s`;

/** What a client has to know about the size of its requests. */
export function bodyWords(): string {
  const { body, underWay, receiveMs, pauseMs } = CALLER_LIMITS;
  return [
    `A body is JSON of at most ${inWords(body)}, for \`POST /jobs/create-batch\` of ${inWords(LIST_BODY)}, with at most ${MAX_VALUES.toLocaleString('en')} values (413) and ${MAX_DEPTH} levels (422).`,
    'It may be compressed with gzip, deflate or br; its size is the one after decompression.',
    `Without a valid key no more than ${inWords(STRANGER_LIMITS.body)} are read, and nothing compressed: 403.`,
    `It has to come in within ${seconds(receiveMs)}, without a pause of ${seconds(pauseMs)}, else 408.`,
    `All bodies that are being received or worked on share ${inWords(underWay)}; where that is used up, the answer is 503 with \`Retry-After\`.`,
  ].join(' ');
}
