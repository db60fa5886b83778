import { ApiError, send } from './api.js';
import { EventStreamReader } from './sse.js';

/** The stream of a job or batch ends after one of these, unless its failed items are retried. */
const FINAL = new Set(['job.completed', 'job.failed', 'job.cancelled', 'batch.completed']);
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Follows a stream of events with fetch, because EventSource cannot send a key. After a lost connection it continues after the last
 * event. Only the stream of a job or batch reaches the state `ended`.
 * @param {string} path
 * @param {{
 *   query?: Record<string, unknown>,
 *   signal: AbortSignal,
 *   onEvent: (event: any) => void,
 *   onState: (state: 'live' | 'reconnecting' | 'ended' | 'off', error?: ApiError) => void,
 * }} options
 */
export async function follow(path, { query, signal, onEvent, onState }) {
  /** @type {string | null} */
  let lastId = null;
  let isOver = false;
  for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const reader = new EventStreamReader();
    reader.lastId = lastId;
    try {
      const headers = { Accept: 'text/event-stream', ...(lastId !== null && { 'Last-Event-ID': lastId }) };
      const response = await send('GET', path, { query, signal, headers });
      onState('live');
      for await (const data of eventsOf(response, reader)) {
        wait = FIRST_WAIT_MS;
        lastId = reader.lastId;
        const event = JSON.parse(data);
        onEvent(event);
        isOver = FINAL.has(event.type);
      }
      if (isOver && !path.startsWith('/api/v1/events/')) return onState('ended');
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) {
        return onState('off', error);
      }
    }
    if (signal.aborted) return;
    onState('reconnecting');
    await pause(wait, signal);
  }
}

/** @param {Response} response @param {EventStreamReader} reader */
async function* eventsOf(response, reader) {
  const chunks = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  try {
    for (let part = await chunks.read(); !part.done; part = await chunks.read()) {
      yield* reader.read(decoder.decode(part.value, { stream: true }));
    }
  } finally {
    await chunks.cancel().catch(() => undefined);
  }
}

/** @param {number} ms @param {AbortSignal} signal */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    // Continues at once when the device is online again.
    addEventListener('online', done, { once: true });
    function done() {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve(undefined);
    }
  });
}
