import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** Responds like a Cassidy workflow, with a delay for each member, in milliseconds. */
export async function startSlowSource(latencies: ReadonlyMap<string, number>) {
  const server = createServer((request, response) => {
    void reply(request, response, latencies);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/workflow`, close: () => server.close() };
}

async function reply(request: IncomingMessage, response: ServerResponse, latencies: ReadonlyMap<string, number>) {
  const { profile } = (await json(request)) as { profile: string };
  const slug = new URL(profile).pathname.split('/')[2] ?? '';
  await setTimeout(latencies.get(slug) ?? 0);
  response.end(answer(slug, profile));
}

function answer(slug: string, url: string): string {
  const company = `https://www.linkedin.com/company/works-of-${slug}`;
  const value = url.includes('/company/')
    ? { company_id: String(hash(slug)), company_name: slug, linkedin_url: url, description: 'Makes things' }
    : {
        public_id: slug,
        full_name: `Member ${slug}`,
        headline: 'Chief Technology Officer',
        about: 'Builds platforms and the teams that run them.',
        company: `works-of-${slug}`,
        company_linkedin_url: company,
        experiences: [
          {
            title: 'CTO',
            company: `works-of-${slug}`,
            company_linkedin_url: company,
            is_current: true,
            start_year: 2020,
          },
        ],
      };
  const actionResults = [{ name: 'answer', status: 'SUCCESS', output: { value: JSON.stringify(value) } }];
  return JSON.stringify({ message: 'ok', workflowRun: { status: 'SUCCESS', actionResults } });
}

const hash = (text: string) =>
  [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003, 7);
