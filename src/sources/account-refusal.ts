import { UpstreamError } from '../infrastructure/http-client/upstream.error.js';

/** How long to wait between trial calls to an account that is rejected, in milliseconds. */
const COOLDOWN_MS = 60_000;

/** The source rejected the operator's account: no credits, a wrong key. This says nothing about the person that was asked for. */
export class AccountRefusal extends UpstreamError {
  constructor(
    /** Says what to do about it. */
    message: string,
    /** How long no other call is made, in milliseconds. */
    readonly cooldownMs: number = COOLDOWN_MS,
  ) {
    super('ACCESS_DENIED', message);
  }
}
