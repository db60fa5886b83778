import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>;
}

/** A response of the service, as a client receives it. */
export interface SeenResponse {
  method: string;
  /** With or without a query. */
  url: string;
  status: number;
  contentType: string | undefined;
  /** Null for none. Only that of JSON is compared. */
  body: string | null;
}

const DOCUMENT = 'openapi.json';
const JSON_TYPE = 'application/json';
const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { paths: Record<string, Record<string, Operation>> };
close(document);

// Beside `nullable` and `oneOf`, which Ajv understands as OpenAPI 3.0 means them, `discriminator` says nothing new.
const ajv = new Ajv({ strict: false, validateSchema: false });
addFormats.default(ajv);
ajv.addSchema(document, DOCUMENT);

/** Paths with fewer parameters come first: /jobs/active is not /jobs/{job_id}. */
const routes = Object.entries(document.paths)
  .map(([path, operations]) => ({
    path,
    operations,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
    parameters: path.split('{').length,
  }))
  .toSorted((one, other) => one.parameters - other.parameters);

/** Makes a field that a schema does not list an error, unless the schema says that there may be others. */
function close(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const part of Object.values(schema)) close(part);
  if ('type' in schema && schema.type === 'object' && 'properties' in schema && !('additionalProperties' in schema))
    Object.assign(schema, { additionalProperties: false });
}

/** What is wrong with a response by the API document; null for nothing, and for a path that it does not have. */
export function undocumented({ method, url, status, contentType, body }: SeenResponse): string | null {
  const [path = ''] = url.split('?', 1);
  const route = routes.find(({ pattern }) => pattern.test(path));
  if (!route) return null;
  const operation = route.operations[method.toLowerCase()];
  const name = `${method} ${route.path}: ${status}`;
  // Nothing is documented for methods that a path does not have, except that they are not allowed.
  if (!operation)
    return status === 405 || method === 'HEAD' || method === 'OPTIONS' ? null : `${name} is not documented`;
  const response = operation.responses[String(status)];
  if (!response) return `${name} is not documented; the body is ${body?.slice(0, 300)}`;
  if (body === null && !response.content) return null;
  const type = contentType?.split(';', 1)[0];
  if (!response.content?.[type ?? '']) return `${name} is not documented as ${type ?? 'a response without content'}`;
  // A list of no lines is text of no characters.
  if (type !== JSON_TYPE) return null;
  if (body === null) return `${name} is documented with a body`;
  const parts = ['paths', route.path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
  // All operations have their errors in common.
  const validate = validatorOf(response.content[type]?.schema?.$ref ?? `#/${parts.map(escaped).join('/')}`);
  if (validate(JSON.parse(body))) return null;
  return `${name} differs from the document: ${validate.errors!.map(described).join(', ')}`;
}

const described = ({ instancePath, message, params }: ErrorObject) =>
  `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;

const validators = new Map<string, ValidateFunction>();

/** Compiled when it is first needed, as a test file sees few operations. */
function validatorOf(reference: string): ValidateFunction {
  const known = validators.get(reference) ?? ajv.compile({ $ref: `${DOCUMENT}${reference}` });
  validators.set(reference, known);
  return known;
}

/** A part of a JSON pointer in a URI. */
const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Watches all responses of a server. @returns what was wrong with them so far, each problem once */
export function watchResponses(server: Server): ReadonlySet<string> {
  const problems = new Set<string>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    let hasBody = false;
    const isJson = () => String(response.getHeader('content-type')).startsWith(JSON_TYPE);
    const keep = (chunk: unknown, encoding: unknown) => {
      if (!(typeof chunk === 'string' || chunk instanceof Uint8Array) || chunk.length === 0) return;
      hasBody = true;
      if (!isJson()) return;
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : Buffer.from(chunk));
    };
    const write = response.write.bind(response) as (...given: unknown[]) => boolean;
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
    response.write = (...given: unknown[]) => {
      keep(given[0], given[1]);
      return write(...given);
    };
    response.end = (...given: unknown[]) => {
      keep(given[0], given[1]);
      return end(...given);
    };
    response.once('finish', () => {
      const problem = undocumented({
        method: request.method ?? '',
        url: request.url ?? '',
        status: response.statusCode,
        contentType: response.getHeader('content-type')?.toString(),
        body: hasBody ? Buffer.concat(chunks).toString() : null,
      });
      if (problem !== null) problems.add(problem);
    });
  });
  return problems;
}

const encodingOf = (given: unknown) => (typeof given === 'string' ? (given as BufferEncoding) : undefined);
