import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { ExactNumber } from '../../model/exact-number.js';
import { list } from '../mapping/list.js';
import { fields, type Fields } from '../mapping/record.js';
import { text } from '../mapping/text.js';
import { notFound, type SourceError } from '../source.errors.js';
import { knownFailure } from './known-failure.js';
import { personGroups } from './person-groups.js';
import { wordsOf } from './words-of.js';

const ERRORS = ['error', 'errors', 'fault', 'exception', 'error_message', 'errorMessage'] as const;
const REMARKS = ['message', 'msg', 'detail', 'details', 'reason', 'status', 'state'] as const;
const CODES = ['status', 'statusCode', 'status_code', 'code'] as const;
const FLAGS = ['success', 'ok'] as const;
const UNFINISHED = /^(?:running|pending|queued|accepted|processing|in[_ -]?progress|cancell?ed|timed[_ -]?out)$/i;
const FAILED = /^(?:failed|failure|fail|error|errored)$/i;
const FINE = /^(?:ok|okay|success|successful|succeeded|done|finished|complete|completed)$/i;

/**
 * The error for an answer that names no person although its HTTP status is a success: an error of the service, which may be temporary, if the
 * answer contains an error, a failed status or a remark; otherwise PROFILE_NOT_FOUND.
 */
export function noPerson(answer: unknown): SourceError {
  if (typeof answer !== 'object' || answer === null || answer instanceof ExactNumber) return fromText(text(answer));
  const objects = [...(Array.isArray(answer) ? [] : [fields(answer)]), ...personGroups(answer).flat()];
  const errors = objects.flatMap((object) => ERRORS.flatMap((key) => wordsOf(object[key])));
  const remarks = objects.flatMap((object) => REMARKS.flatMap((key) => wordsOf(object[key])));
  const hasPersonList = !Array.isArray(answer) && 'persons' in answer;
  const known = knownFailure([...errors, ...(hasPersonList ? [] : remarks)].join('\n'), 'profile');
  if (known !== null) return known;
  if (errors.length > 0 || objects.some(isFailure)) return notUnderstood();
  const saysSomething = remarks.some((words) => !FINE.test(words) && !/^\d+$/.test(words));
  return !hasPersonList && saysSomething ? notUnderstood() : notFound('profile');
}

function fromText(words: string | null): SourceError {
  if (words === null) return notFound('profile');
  return knownFailure(words, 'profile') ?? notUnderstood();
}

function isFailure(object: Fields): boolean {
  const said = ERRORS.map((key) => object[key]);
  if (said.some((error) => error === true || (typeof error === 'object' && list(error).length > 0))) return true;
  if (FLAGS.some((key) => object[key] === false)) return true;
  const codes = CODES.map((key) => text(object[key]) ?? '');
  return codes.some((code) => UNFINISHED.test(code) || FAILED.test(code) || /^[45]\d\d$/.test(code));
}

function notUnderstood(): SourceError {
  return new UpstreamError('UPSTREAM_ERROR', 'The profile source returned an error instead of a profile', {
    retryable: true,
    isAnswer: true,
  });
}
