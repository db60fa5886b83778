import type { SourceAccount } from '../source-account.js';
import type { PdlEndpoint } from './pdl-endpoint.js';

const TYPE = /^[a-z][a-z_]{0,39}$/;

/**
 * Records what a response reports about credits: `X-Call-Credits-Spent` and `X-Call-Credits-Type` of this call, and
 * `X-TotalLimit-Remaining` of that type (https://docs.peopledatalabs.com/docs/usage-limits). Returns what this call was billed, or
 * null if the response does not say.
 */
export function noteCredits(account: SourceAccount, headers: Headers, { creditType }: PdlEndpoint): number | null {
  const reported = headers.get('x-call-credits-type')?.trim() ?? '';
  const type = TYPE.test(reported) ? reported : creditType;
  const spent = numberIn(headers.get('x-call-credits-spent'));
  const remaining = numberIn(headers.get('x-totallimit-remaining'));
  if (spent !== null) account.spend(type, spent);
  if (remaining !== null) account.remain(type, remaining);
  return spent;
}

function numberIn(header: string | null): number | null {
  return header !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(header) ? Number(header) : null;
}
