import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

interface Body {
  content?: Record<
    string,
    { schema?: object; examples?: Record<string, { value: { error_code: string; details: { endpoint: string } } }> }
  >;
}

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: { in: string; name: string }[];
  requestBody?: Body;
  responses: Record<string, Body>;
}

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);

describe('openapi.json', () => {
  it.each(operations)('describes %s, and assigns it to a tag', (_name, { summary, tags }) => {
    expect(summary?.length).toBeGreaterThan(10);
    expect(tags).toHaveLength(1);
  });

  it.each(operations)('names every parameter of %s once', (_name, { parameters = [] }) => {
    const names = parameters.map((parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`);
    expect(names).toEqual([...new Set(names)]);
  });

  it('has an ID for every operation that a client can use as the name of a function', () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
    expect(ids).toEqual(expect.arrayContaining(['ingestBatch', 'createJob', 'searchProfiles', 'listWebhooks']));
  });

  it('shows a file chooser for each body of an upload', () => {
    const file = { type: 'string', format: 'binary' };
    const { requestBody } = document.paths['/jobs/upload']!['post']!;
    expect(requestBody?.content).toMatchObject({
      'multipart/form-data': { schema: { required: ['file'], properties: { file } } },
      'text/csv': { schema: file },
      'application/x-ndjson': { schema: file },
    });
  });

  it.each(operations)('documents every body of %s', (_name, { requestBody, responses }) => {
    for (const { schema } of Object.values(requestBody?.content ?? {})) expect(schema).toBeDefined();
    for (const [status, { content }] of Object.entries(responses)) {
      if (status !== '204')
        expect({ status, schema: Object.values(content ?? {})[0]?.schema }).toEqual({
          status,
          schema: expect.any(Object),
        });
    }
  });

  it.each(operations)('shows an example of every error of %s', (name, { responses }) => {
    const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400);
    expect(failures.length).toBeGreaterThan(0);
    for (const [, { content }] of failures) {
      const examples = Object.entries(content?.['application/json']?.examples ?? {});
      expect(examples.length).toBeGreaterThan(0);
      for (const [code, { value }] of examples) {
        expect(value).toMatchObject({ error_code: code, details: { endpoint: name.split(' ')[1] } });
      }
    }
  });
});
