/** Responses that an upstream can be made to give. The setup of each contract suite prepares them under these names. */
export const situations = [
  'somebody',
  'nobody',
  'restricted',
  'rate-limited',
  'token-refused',
  'account-refused',
  'outage',
  'broken',
  'hanging',
  'dirty',
  'large',
  /** The upstream can be made to answer with any JSON. */
  'answers',
] as const;
export type Situation = (typeof situations)[number];

/** Situations in which a call fails, and how. A broken response may be a temporary failure or invalid data. */
export const failures: Readonly<Partial<Record<Situation, readonly { code: string; retryable: boolean }[]>>> = {
  nobody: [{ code: 'PROFILE_NOT_FOUND', retryable: false }],
  restricted: [{ code: 'PROFILE_RESTRICTED', retryable: false }],
  'rate-limited': [{ code: 'RATE_LIMITED', retryable: true }],
  'token-refused': [{ code: 'TOKEN_REFUSED', retryable: false }],
  'account-refused': [{ code: 'ACCESS_DENIED', retryable: false }],
  outage: [{ code: 'UPSTREAM_ERROR', retryable: true }],
  broken: [
    { code: 'INVALID_DATA', retryable: false },
    { code: 'UPSTREAM_ERROR', retryable: true },
  ],
};

/** Minimum size of a large payload, in bytes. */
export const LARGE_BYTES = 300_000;
