import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { call } from './http.ts';
import { bar, bold, dim, fit, green, seconds } from './style.ts';

interface BatchEvent {
  id: number;
  type: string;
  data: { status: string; progress: { done: number; total: number } };
}

const profiles = ['ines-moreau', 'kofi-mensah', 'hana-sato', 'liam-walsh'].map((slug) => ({
  linkedin_url: `https://www.linkedin.com/in/${slug}/`,
  suggested_role: 'CTO',
}));

/** A batch in the background, with its events as they happen, and a receiver that is told its end. */
export async function hearOfIt(url: string, apiKey: string): Promise<void> {
  console.log(
    `${bold('A webhook')} POST /api/v1/profiles/batch-enhanced with Prefer: respond-async and a webhook_url, then GET …/events\n`,
  );
  const { secret } = await call<{ secret: string }>(`${url}/api/v1/webhooks/secret`, apiKey);
  const receiver = await startReceiver(new Webhook(secret));
  try {
    const { batch_id } = await call<{ batch_id: string }>(`${url}/api/v1/profiles/batch-enhanced`, apiKey, {
      body: { profiles, max_concurrent: 1, webhook_url: receiver.url },
      headers: { Prefer: 'respond-async' },
    });
    for await (const event of eventsOf(`${url}/api/v1/profiles/batches/${batch_id}/events`, apiKey))
      console.log(line(event));
    const ended = performance.now();
    const { id, type } = await receiver.told;
    console.log(
      `  ${green('✓')} ${fit(`${id}`, 5)} ${fit(type, 16)} was sent to the webhook_url ${seconds(performance.now() - ended)} later, and its signature is valid\n`,
    );
  } finally {
    receiver.close();
  }
}

/** Somebody else's server, on this machine. */
async function startReceiver(webhook: Webhook) {
  const { promise: told, resolve } = Promise.withResolvers<BatchEvent>();
  const take = async (request: IncomingMessage) => {
    const event = webhook.verify(await text(request), request.headers as Record<string, string>);
    resolve(event as BatchEvent);
  };
  const server = createServer((request, response) => {
    const answer = (status: number) => response.writeHead(status).end();
    take(request).then(
      () => answer(204),
      () => answer(400),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, told, close: () => server.close() };
}

async function* eventsOf(url: string, apiKey: string): AsyncGenerator<BatchEvent> {
  const response = await fetch(url, { headers: { 'X-API-Key': apiKey } });
  if (!response.ok || response.body === null) throw new Error(`${response.status} for the events of a batch`);
  let rest = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + part).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      if (data !== undefined) yield JSON.parse(data) as BatchEvent;
    }
  }
}

function line({ id, type, data: { status, progress } }: BatchEvent): string {
  return `    ${fit(String(id), 5)} ${fit(type, 16)} ${bar(progress.done, progress.total, 8)}  ${dim(status)}`;
}
