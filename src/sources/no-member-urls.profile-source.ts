import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';
import { ProfileSource, type SourcedCompany, type SourcedProfile } from './profile-source.js';

/** Stands where the configured source finds people by email address only. */
export class NoMemberUrlsProfileSource extends ProfileSource {
  constructor(
    /** Of the source that is configured. */
    readonly name: string,
  ) {
    super();
  }

  override get takesMemberUrls(): boolean {
    return false;
  }

  override fetchProfile(): Promise<SourcedProfile> {
    return Promise.reject(refusal('member'));
  }

  override fetchCompany(): Promise<SourcedCompany> {
    return Promise.reject(refusal('company'));
  }
}

function refusal(kind: 'member' | 'company'): UpstreamError {
  return new UpstreamError('INVALID_REQUEST', `The configured profile source does not accept ${kind} URLs`, {
    details: 'Set PROFILE_SOURCE to a source that does',
  });
}
