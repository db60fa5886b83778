import type { ShownEvent } from '../../src/events/event.js';

/** An event as a client of the stream sees it. */
export interface ReceivedEvent {
  id: number;
  type: string;
  event: Omit<ShownEvent, 'timestamp'> & { timestamp: string };
}

export interface StreamOptions {
  headers?: Record<string, string>;
  /** Ends the stream from the client's side once it returns true. */
  isEnough?: (event: ReceivedEvent) => boolean;
}

/** Reads Server-Sent Events until the server, or the client, ends them. @throws for an answer other than 200 */
export async function readEventStream(
  url: string,
  { headers = {}, isEnough = () => false }: StreamOptions = {},
): Promise<{ events: ReceivedEvent[]; comments: string[] }> {
  const left = new AbortController();
  const response = await fetch(url, { headers, signal: left.signal });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  if (response.headers.get('content-type') !== 'text/event-stream; charset=utf-8') throw new Error('Not a stream');
  const events: ReceivedEvent[] = [];
  const comments: string[] = [];
  let text = '';
  try {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + part).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith(':')) comments.push(block.slice(1).trim());
        const event = eventOf(block);
        if (event === null) continue;
        events.push(event);
        if (isEnough(event)) return { events, comments };
      }
    }
  } finally {
    left.abort();
  }
  return { events, comments };
}

function eventOf(block: string): ReceivedEvent | null {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const data = fields.get('data');
  if (data === undefined) return null;
  return { id: Number(fields.get('id')), type: fields.get('event') ?? '', event: JSON.parse(data) };
}
