import { ForbiddenAddressError } from '../target/webhook-targets.js';

const UNTRUSTED = 'is not from a trusted authority; add a private one with NODE_EXTRA_CA_CERTS';
/** By the codes of https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_PROBLEMS: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
};

/** Why an attempt got no answer, without network addresses. */
export function failureReason(error: unknown): string {
  if (error instanceof ForbiddenAddressError) return error.message;
  const { code = 'connection failed' } = error as NodeJS.ErrnoException;
  const problem = CERTIFICATE_PROBLEMS[code];
  if (problem !== undefined) return `The TLS certificate of the receiver ${problem}`;
  return `The receiver could not be reached (${code})`;
}
