import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { KEY, aService, type Service } from '../support/service.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

type Json = Record<string, unknown>;

interface Pairs {
  parameters: { name: string; value: string }[];
}

interface Node {
  name: string;
  type: string;
  parameters: {
    jsCode?: string;
    method?: string;
    url?: string;
    httpMethod?: string;
    jsonBody?: string;
    headerParameters?: Pairs;
    queryParameters?: Pairs;
  };
}

interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: object }> };
}

const workflow = JSON.parse(readFileSync('clients/n8n/fetch-a-list.json', 'utf8')) as {
  nodes: Node[];
  connections: Record<string, { main: { node: string; type: string; index: number }[][] }>;
};
const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: object;
};

const node = (name: string) => workflow.nodes.find((one) => one.name === name)!.parameters;

/** What n8n does with a parameter that begins with `=`, as far as this workflow uses it. */
function valueOf(text: string, scope: Json): string {
  if (!text.startsWith('=')) return text;
  return text
    .slice(1)
    .replaceAll(/\{\{(.+?)\}\}/g, (_, expression: string) => String(evaluate(`return ${expression}`, scope)));
}

function evaluate(code: string, scope: Json): unknown {
  return runInNewContext(`(() => { ${code} })()`, scope);
}

/** n8n itself is not here; its nodes are read as it reads them. */
describe('the n8n workflow', () => {
  const receiver = new WebhookReceiver();
  let service: Service;
  let url: string;

  beforeAll(async () => {
    await receiver.listen();
    service = await aService({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' });
    url = `http://127.0.0.1:${(service.app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await service.close();
    await receiver.close();
  });

  it('is one chain of all its nodes', () => {
    const chain = ['Start'];
    for (;;) {
      const [next] = workflow.connections[chain.at(-1)!]?.main[0] ?? [];
      if (next === undefined) break;
      chain.push(next.node);
    }
    expect(chain).toEqual(workflow.nodes.map(({ name }) => name));
    expect(node('Wait for the end').httpMethod).toBe('POST');
  });

  it('fetches a list and gets its results when the service calls back', async () => {
    const outputs: Record<string, Json[]> = {};
    const $execution = { id: '4711', resumeUrl: receiver.urlOf('/webhook-waiting/4711') };
    const scope = (): Json => ({
      $execution,
      $: (name: string) => ({ first: () => ({ json: outputs[name]![0] }) }),
      $input: { all: () => outputs['List']!.map((json) => ({ json })) },
    });
    const codeOf = (name: string) =>
      (evaluate(node(name).jsCode!, scope()) as { json: Json }[]).map(({ json }) => json);
    const request = async (name: string): Promise<Response> => {
      const { method, url: template, headerParameters, queryParameters, jsonBody } = node(name);
      const target = new URL(valueOf(template!, scope()));
      const sent = (pairs?: Pairs) =>
        Object.fromEntries(pairs?.parameters.map((p) => [p.name, valueOf(p.value, scope())]) ?? []);
      const [headers, query] = [sent(headerParameters), sent(queryParameters)];
      for (const [key, value] of Object.entries(query)) target.searchParams.set(key, value);
      const body = jsonBody === undefined ? undefined : valueOf(jsonBody, scope());
      checkAgainstDocument(method!, target.pathname, { headers, query, body });
      return fetch(target, {
        method: method!,
        headers: { 'X-API-Key': KEY, ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
        body: body ?? null,
      });
    };

    outputs['List'] = codeOf('List');
    outputs['Request'] = codeOf('Request').map((json) => ({ ...json, service_url: url }));
    outputs['Create job'] = [(await (await request('Create job')).json()) as Json];
    const [call] = await receiver.accepted('/webhook-waiting/4711', 1);
    expect(call?.event).toMatchObject({ type: 'job.completed', data: { job_id: outputs['Create job'][0]!['job_id'] } });
    const lines = (await (await request('Results')).text()).trim().split(/\r?\n/);
    expect(lines).toEqual([
      expect.stringMatching(/^crm_id,status,/),
      expect.stringMatching(/^4711,completed,/),
      expect.stringMatching(/^4712,completed,/),
    ]);
  });

  function checkAgainstDocument(
    method: string,
    path: string,
    sent: { headers: Json; query: Json; body: string | undefined },
  ) {
    const [, operations] = Object.entries(document.paths).find(([template]) =>
      new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    )!;
    const { parameters = [], requestBody } = operations[method.toLowerCase()]!;
    const named = (place: string) => parameters.filter((one) => one.in === place).map(({ name }) => name);
    expect(named('header')).toEqual(expect.arrayContaining(Object.keys(sent.headers)));
    expect(named('query')).toEqual(expect.arrayContaining(Object.keys(sent.query)));
    if (requestBody === undefined) return expect(sent.body).toBeUndefined();
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const schema = { ...requestBody.content['application/json']!.schema, components: document.components };
    const isValid = ajv.compile(schema);
    isValid(JSON.parse(sent.body!));
    expect(isValid.errors).toBeNull();
  }
});
