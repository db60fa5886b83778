import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import type { FailureCode } from '../model/failure.js';
import type { KnownMiss } from '../model/known-miss.js';

/** What sources throw. The calls that they make know the general codes only; what those mean for a profile is decided here. */
export type SourceError = UpstreamError<FailureCode>;

/** What a source was asked for. */
export type Subject = 'profile' | 'company';

const NAMES = { profile: 'Profile', company: 'Company' } as const;

/** Sources do not distinguish private members from missing ones, so the details do not either. */
export function notFound(subject: Subject): SourceError {
  return new UpstreamError('PROFILE_NOT_FOUND', `${NAMES[subject]} not found`, {
    details: `LinkedIn ${subject} is private or does not exist`,
  });
}

/** No source was called, because each of them has said before that it does not know the person. */
export function knownNotFound(misses: readonly KnownMiss[]): SourceError {
  const since = new Date(Math.max(...misses.map(({ at }) => at.getTime())));
  const until = new Date(Math.min(...misses.map((miss) => miss.until.getTime())));
  return new UpstreamError('PROFILE_NOT_FOUND', 'Profile not found', {
    details: `Known since ${since.toISOString()}; the profile source is asked again after ${until.toISOString()}`,
  });
}

export function restricted(subject: Subject): SourceError {
  return new UpstreamError('PROFILE_RESTRICTED', `${NAMES[subject]} is private`, {
    details: `LinkedIn ${subject} is private or does not exist`,
  });
}

/** The person was erased, or asked the operator not to be stored. */
export function suppressed(): SourceError {
  return new UpstreamError('PERSON_SUPPRESSED', 'This person asked not to be stored');
}

export function invalidUrl(subject: Subject): SourceError {
  return new UpstreamError('INVALID_REQUEST', `Not a LinkedIn ${subject} URL`, {
    details: 'The profile source does not accept this URL',
  });
}

export function invalidData(subject: Subject): SourceError {
  return new UpstreamError('INVALID_DATA', `The profile source returned ${subject} data that could not be read`);
}

export function takesNoUrls(kind: 'member' | 'company'): SourceError {
  return new UpstreamError('INVALID_REQUEST', `The configured profile source does not accept ${kind} URLs`, {
    details: 'Set PROFILE_SOURCE to a source that does',
  });
}

export function takesNoEmails(): SourceError {
  return new UpstreamError('INVALID_REQUEST', 'The configured profile source does not accept email addresses', {
    details: 'Set EMAIL_SOURCE to a source that does',
  });
}
