import { readFileSync } from 'node:fs';
import type { DynamoDbCall, DynamoDbFault } from './dynamodb-stand-in.js';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

const many = (value: string | string[]) => (Array.isArray(value) ? value : [value]);

/**
 * What a policy in deploy/aws allows, each as `action table`. Supports the part of the policy language that those policies use.
 */
export function allowedBy(...files: string[]): Set<string> {
  const statements = files.flatMap((file) => {
    const { Statement } = JSON.parse(readFileSync(`deploy/aws/${file}`, 'utf8')) as { Statement: Statement[] };
    return Statement;
  });
  return new Set(
    statements.flatMap(({ Action, Resource }) =>
      many(Action).flatMap((action) =>
        many(Resource).map(
          (resource) =>
            `${action.replace(/^dynamodb:/, '')} ${resource.replace(/^arn:aws:dynamodb:\*:\*:table\//, '')}`,
        ),
      ),
    ),
  );
}

/** Rejects what is not allowed, with AWS's message. */
export function enforced(allowed: ReadonlySet<string>): (call: DynamoDbCall) => DynamoDbFault {
  return ({ action, table }) => {
    if (allowed.has(`${action} ${table}`)) return null;
    const message = `User: arn:aws:iam::123456789012:user/x is not authorized to perform: dynamodb:${action} on resource: ${table}`;
    return { type: 'AccessDeniedException', message };
  };
}
