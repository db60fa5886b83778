import type { JsonAnswer } from '../../infrastructure/http-client/http-client.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { fields, type Fields } from '../mapping/record.js';
import { text } from '../mapping/text.js';
import { invalidData, notFound, type SourceError, type Subject } from '../source.errors.js';
import { failureOf, knownFailure } from './cassidy-failure.js';
import { readValue, type CassidyValue } from './cassidy-value.js';

export interface CassidyPayload {
  payload: Fields;
  /** JSON text as it came. */
  raw: string;
}

/** How to recognize the requested payload. */
export interface Expectation {
  subject: Subject;
  isUsable: (payload: Fields) => boolean;
}

interface Action {
  failed: boolean;
  value: CassidyValue;
  errors: string[];
}

/**
 * Finds the payload in the response of a workflow, or explains why there is none.
 * Shape: `{ message, workflowRun: { status, actionResults: [{ name, status, output: { value }, error? }] } }`.
 */
export function readAnswer({ json, text: body }: JsonAnswer, expected: Expectation): CassidyPayload {
  const answer = fields(json);
  const run = fields(answer['workflowRun']);
  const actions = readActions(run['actionResults'], body);
  const payloads = actions.flatMap(({ failed, value }) => (failed ? [] : payloadIn(value)));
  const usable = payloads.filter(({ payload }) => expected.isUsable(payload));
  // Later actions often cut the payload of an earlier one short: the longest one has it all.
  const [longest] = usable.toSorted((a, b) => b.raw.length - a.raw.length);
  if (longest !== undefined) return longest;
  throw reasonFor(actions, payloads, { answer, run, expected });
}

function readActions(results: unknown, body: string): Action[] {
  const path = ['workflowRun', 'actionResults'];
  if (!Array.isArray(results))
    return Object.keys(fields(results)).length === 0 ? [] : [readAction(results, body, path)];
  return results.map((result, index) => readAction(result, body, [...path, index]));
}

function readAction(result: unknown, body: string, path: readonly (string | number)[]): Action {
  const action = fields(result);
  const { value } = fields(action['output']);
  return {
    failed: isFailed(action['status']),
    value: readValue(value, body, [...path, 'output', 'value']),
    errors: wordsOf(action['error']),
  };
}

function payloadIn(value: CassidyValue): CassidyPayload[] {
  return value.kind === 'payload' ? [{ payload: fields(value.payload), raw: value.raw }] : [];
}

interface Context {
  answer: Fields;
  run: Fields;
  expected: Expectation;
}

function reasonFor(actions: Action[], payloads: CassidyPayload[], { answer, run, expected }: Context): SourceError {
  const { subject } = expected;
  const spoken = actions.flatMap(({ value }) => (value.kind === 'words' ? [value.words] : []));
  const inPayloads = payloads.flatMap(({ payload }) => [...wordsOf(payload['error']), ...wordsOf(payload['message'])]);
  const errors = [...wordsOf(run['error']), ...wordsOf(answer['error']), ...actions.flatMap((action) => action.errors)];
  if (isFailed(run['status']) || actions.some(({ failed }) => failed) || errors.length > 0) {
    return failureOf([...errors, ...spoken, ...wordsOf(answer['message'])], subject);
  }
  const known = knownFailure([...spoken, ...inPayloads].join('\n'), subject);
  if (known !== null) return known;
  if (isUnfinished(run['status'])) {
    return new UpstreamError('UPSTREAM_ERROR', 'The workflow of the profile source did not finish', {
      retryable: true,
    });
  }
  // A run that did all its work and has nothing to show found nothing.
  return actions.length > 0 && actions.every(({ value }) => value.kind === 'nothing')
    ? notFound(subject)
    : invalidData(subject);
}

function isFailed(status: unknown): boolean {
  return /^(?:failed|failure|error|errored)$/i.test(text(status) ?? '');
}

function isUnfinished(status: unknown): boolean {
  return /^(?:running|pending|queued|in[_ -]?progress|cancell?ed|timed[_ -]?out)$/i.test(text(status) ?? '');
}

/** Errors come as a text, as an object with a message, or as a list of either. */
function wordsOf(error: unknown): string[] {
  if (Array.isArray(error)) return error.slice(0, 20).flatMap((one) => (Array.isArray(one) ? [] : wordsOf(one)));
  const words = text(error) ?? text(fields(error)['message']);
  return words === null ? [] : [words];
}
