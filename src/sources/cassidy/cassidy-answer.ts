import type { JsonAnswer } from '../../infrastructure/http-client/http-client.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { fields, type Fields } from '../mapping/record.js';
import { text } from '../mapping/text.js';
import { invalidData, notFound, type SourceError, type Subject } from '../source.errors.js';
import { knownFailure } from '../recognition/known-failure.js';
import { wordsOf } from '../recognition/words-of.js';
import { itemsAt, sourceAt } from '../mapping/json-source.js';
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
  /** The error for payloads of which none is usable. */
  otherwise: (payloads: readonly unknown[]) => SourceError;
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
  // Later actions often truncate the payload of an earlier one, so the longest one is complete.
  const [longest] = usable.toSorted((a, b) => b.raw.length - a.raw.length);
  if (longest !== undefined) return longest;
  throw reasonFor(actions, payloads, { answer, run, expected });
}

const RESULTS = ['workflowRun', 'actionResults'];

function readActions(results: unknown, body: string): Action[] {
  if (!Array.isArray(results))
    return Object.keys(fields(results)).length === 0 ? [] : [readAction(results, sourceAt(body, RESULTS))];
  const sources = itemsAt(body, RESULTS);
  return results.map((result, index) => readAction(result, sources[index] ?? null));
}

/** @param source the result as it is written in the response */
function readAction(result: unknown, source: string | null): Action {
  const action = fields(result);
  const { value } = fields(action['output']);
  return {
    failed: isFailed(action['status']),
    value: readValue(value, source ?? '', ['output', 'value']),
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
    return knownFailure([...errors, ...spoken, ...wordsOf(answer['message'])].join('\n'), subject) ?? runFailed();
  }
  const known = knownFailure([...spoken, ...inPayloads].join('\n'), subject);
  if (known !== null) return known;
  if (isUnfinished(run['status'])) {
    return new UpstreamError('UPSTREAM_ERROR', 'The workflow of the profile source did not finish', {
      retryable: true,
    });
  }
  if (actions.some(({ value }) => value.kind === 'unreadable')) return invalidData(subject);
  if (payloads.length > 0) return expected.otherwise(payloadsOf(actions));
  // A run whose actions all succeeded without any output found nothing.
  const foundNothing = actions.length > 0 && actions.every(({ value }) => value.kind === 'nothing');
  return foundNothing ? notFound(subject) : noResult();
}

/** An unknown failure may be temporary. */
function runFailed(): SourceError {
  return new UpstreamError('UPSTREAM_ERROR', 'The workflow of the profile source failed', { retryable: true });
}

function noResult(): SourceError {
  return new UpstreamError('UPSTREAM_ERROR', 'The workflow of the profile source returned no result', {
    retryable: true,
  });
}

function payloadsOf(actions: readonly Action[]): unknown[] {
  return actions.flatMap(({ failed, value }) => (!failed && value.kind === 'payload' ? [value.payload] : []));
}

function isFailed(status: unknown): boolean {
  return /^(?:failed|failure|error|errored)$/i.test(text(status) ?? '');
}

function isUnfinished(status: unknown): boolean {
  return /^(?:running|pending|queued|in[_ -]?progress|cancell?ed|timed[_ -]?out)$/i.test(text(status) ?? '');
}
