import { CALLER_LIMITS, LIST_BODY, MAX_VALUES, UNAUTHENTICATED_LIMITS } from '../http/body/body-limits.js';
import { MAX_DEPTH } from '../validation/json-shape.js';

const KIB = 1_024;
const inWords = (bytes: number) => (bytes < KIB * KIB ? `${bytes / KIB} KB` : `${bytes / KIB / KIB} MB`);
const seconds = (milliseconds: number) => `${milliseconds / 1_000} s`;

/** Documents the size limits of requests. */
export function bodyWords(): string {
  const { body, inFlight, receiveMs, pauseMs } = CALLER_LIMITS;
  return [
    `A request body is JSON of at most ${inWords(body)} (${inWords(LIST_BODY)} for \`POST /jobs/create-batch\` and \`POST /jobs/estimate\`), with at most ${MAX_VALUES.toLocaleString('en')} values (otherwise 413) and ${MAX_DEPTH} levels of nesting (otherwise 422).`,
    'It may be compressed with gzip, deflate or br; the limits apply to the decompressed size.',
    `Without a valid key, bodies over ${inWords(UNAUTHENTICATED_LIMITS.body)} and compressed bodies are rejected with 403.`,
    `A body must arrive within ${seconds(receiveMs)}, without a pause of ${seconds(pauseMs)} or more; otherwise the response is 408.`,
    'A file for `POST /jobs/upload` or `POST /jobs/estimate` is CSV, NDJSON or a form with the file, of at most 200 MB and 1,000,000 rows; it must arrive within an hour.',
    `All other bodies being received or processed share ${inWords(inFlight)}; when that is used up, the response is 503 with \`Retry-After\`.`,
  ].join(' ');
}
