import { readFileSync } from 'node:fs';

export interface DocumentedOperation {
  id: string;
  method: string;
  /** With parameters in braces. */
  path: string;
  tag: string;
  summary: string;
}

interface OperationObject {
  operationId: string;
  summary: string;
  tags: [string];
}

/** The operations of openapi.json, in its order. */
export function documentedOperations(): DocumentedOperation[] {
  const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, OperationObject>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([
        method,
        {
          operationId: id,
          summary,
          tags: [tag],
        },
      ]) => ({
        id,
        method,
        path,
        tag,
        summary,
      }),
    ),
  );
}
