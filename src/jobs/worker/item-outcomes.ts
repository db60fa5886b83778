import type { KnownPerson } from '../../profile-store/known-people.store.js';
import { suppressed, type SourceError } from '../../sources/source.errors.js';
import { LookupError, type SourcedPerson } from '../../sources/sourced-person.js';
import type { ItemError, ItemResult, JobItem } from '../job.js';
import { allCalls } from './earlier-lookup.js';
import { errorType } from './error-type.js';

/** @param earlier the lookup by URL that found nobody before */
export function succeeded(item: JobItem, person: SourcedPerson, earlier: LookupError | null): ItemResult {
  const { data, source, fetched_at } = person;
  return {
    ...common(item, allCalls(earlier, person)),
    success: true,
    identity: person.identity,
    data,
    profile_id: null,
    source,
    to_store: false,
    timestamp: fetched_at,
    saved_to_linkedin_profiles: false,
    save_error: null,
  };
}

/**
 * A stored person who is recent enough: without a call, and without data, which ResultPayloads reads.
 * @param earlier the lookup by URL that found nobody before
 */
export function known(item: JobItem, person: KnownPerson, earlier: LookupError | null): ItemResult {
  const { profile_id, source, fetched_at } = person;
  return {
    ...common(item, earlier ?? { attempts: 0, token_used: null, sources_asked: [] }),
    success: true,
    data: null,
    profile_id,
    source,
    to_store: false,
    timestamp: fetched_at,
    saved_to_linkedin_profiles: false,
    save_error: null,
  };
}

export function failed(item: JobItem, failure: LookupError): ItemError {
  const { message, details, code, retryable } = failure;
  const error = details ? `${message}: ${details}` : message;
  const error_type = errorType(code);
  return { ...common(item, failure), success: false, error, error_type, retryable, timestamp: new Date() };
}

/** About a suppressed person: no source was asked. */
export function refused(item: JobItem): ItemError {
  return failed(item, new LookupError(suppressed(), { attempts: 0, token_used: null, sources_asked: [] }));
}

/** The error of an item whose answer turned out to be about a person who must not be stored. */
export function insteadOf(result: ItemResult, { code, message, details }: SourceError): ItemError {
  const { email_number, email, linkedin_url, custom, attempts, token_used, timestamp, sources_asked } = result;
  const item = { email_number, email, linkedin_url, custom, attempts, token_used, timestamp, sources_asked };
  const error = details ? `${message}: ${details}` : message;
  return { ...item, success: false, error, error_type: errorType(code), retryable: false };
}

/** The error of an item that was accepted under earlier validation rules. */
export function notALookup(item: JobItem): ItemError {
  return {
    ...common(item, { attempts: 0, token_used: null, sources_asked: [] }),
    success: false,
    error: 'This is neither an email address nor a LinkedIn URL',
    error_type: 'data_validation',
    retryable: false,
    timestamp: new Date(),
  };
}

/** Attempts of earlier rounds count. */
function common(
  { email_number, email, linkedin_url, custom, attempts: earlier }: JobItem,
  {
    attempts,
    token_used,
    sources_asked,
  }: Pick<SourcedPerson | LookupError, 'attempts' | 'token_used' | 'sources_asked'>,
) {
  const item = { email_number, email, linkedin_url, custom };
  return { ...item, attempts: earlier + attempts, token_used, sources_asked: [...sources_asked] };
}
