import { once } from 'node:events';

/**
 * A process of readers for bench/events.ts: for each job ID on stdin, it follows the job over SSE and WebSocket, and prints how many
 * events they got when all streams have ended.
 */
const [url = '', key = '', count = ''] = process.argv.slice(2);
const headers = { 'X-API-Key': key };
const each = Array.from({ length: Number(count) });

async function overSse(job_id: string): Promise<number> {
  const response = await fetch(`${url}/jobs/${job_id}/events`, { headers });
  if (response.status !== 200 || response.body === null) throw new Error(`SSE: ${response.status}`);
  let events = 0;
  for await (const part of response.body.pipeThrough(new TextDecoderStream()))
    events += part.match(/^id: /gm)?.length ?? 0;
  return events;
}

async function overWebSocket(job_id: string): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers });
  let events = 0;
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'subscribe', job_id })));
  const ended = new Promise<void>((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('WebSocket failed')));
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as { id?: number; type: string };
      if (message.id !== undefined) events += 1;
      if (message.type === 'ended') resolve();
    });
  });
  await ended;
  socket.close();
  return events;
}

process.stdout.write('ready\n');
for (;;) {
  const [line] = (await once(process.stdin, 'data')) as [Buffer];
  const job_id = line.toString().trim();
  const read = await Promise.all([...each.map(() => overSse(job_id)), ...each.map(() => overWebSocket(job_id))]);
  process.stdout.write(`${JSON.stringify(read)}\n`);
}
