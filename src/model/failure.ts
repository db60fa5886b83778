/** The stages of the pipeline, in order. */
export const stages = ['resolve', 'fetch', 'companies', 'embed', 'store'] as const;
export type Stage = (typeof stages)[number];

/** Why an item failed; clients may rely on these codes. */
export const failureCodes = [
  'PROFILE_NOT_FOUND',
  'PROFILE_RESTRICTED',
  'PERSON_SUPPRESSED',
  'ACCESS_DENIED',
  'INVALID_REQUEST',
  'INVALID_DATA',
  'RATE_LIMITED',
  'TOKEN_REFUSED',
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'STORE_UNAVAILABLE',
  'CANCELLED',
  'INTERNAL_ERROR',
] as const;
export type FailureCode = (typeof failureCodes)[number];
