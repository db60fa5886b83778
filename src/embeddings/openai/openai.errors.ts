import { APIConnectionError, APIError } from 'openai';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { advisedWait } from './advised-wait.js';

/** https://platform.openai.com/docs/guides/error-codes: an account that is used up does not come back by waiting. */
const NO_CREDIT = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']);

/** What went wrong, in words without the key, the texts that were sent and what the service said about them. */
export function upstreamError(error: unknown, model: string): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof APIConnectionError) {
    // What our own fetch found out.
    if (error.cause instanceof UpstreamError) return error.cause;
    return new UpstreamError(
      'UPSTREAM_ERROR',
      'The embedding service cannot be reached: check OPENAI_BASE_URL and the network',
      { retryable: true, details: codeOf(error) },
    );
  }
  if (error instanceof APIError) return refusal(error, model);
  // The SDK reads the body behind its own error handling: it was cut off, or a gateway spoke instead of the service.
  return new UpstreamError('UPSTREAM_ERROR', 'The embedding service returned an incomplete response', {
    retryable: true,
  });
}

function refusal({ status: rawStatus, code, type, headers }: APIError, model: string): UpstreamError {
  const status = Number(rawStatus);
  const details = `HTTP ${status}`;
  if (status === 402 || NO_CREDIT.has(code ?? '') || NO_CREDIT.has(type ?? '')) {
    return new UpstreamError(
      'RATE_LIMITED',
      'The account of OPENAI_API_KEY has no credit left: add credit, raise its limit, or set another key',
      { details },
    );
  }
  if (status === 401) {
    return new UpstreamError('ACCESS_DENIED', 'The embedding service rejected OPENAI_API_KEY: set a valid key', {
      details,
    });
  }
  if (status === 404 || code === 'model_not_found') {
    return new UpstreamError(
      'UPSTREAM_ERROR',
      `The embedding service does not offer the model ${model} to this key: check EMBEDDING_MODEL and OPENAI_BASE_URL`,
      { details },
    );
  }
  if (status === 403) {
    return new UpstreamError(
      'ACCESS_DENIED',
      `OPENAI_API_KEY is not allowed to use ${model} from this location: check the permissions of its project`,
      { details },
    );
  }
  if (status === 429) {
    return new UpstreamError('RATE_LIMITED', 'The embedding service is rate limiting requests: try again later', {
      details,
      retryable: mayRetry(headers, true),
      retryAfterMs: advice(headers),
    });
  }
  if (status >= 500 || status === 408 || status === 409) {
    return new UpstreamError('UPSTREAM_ERROR', 'The embedding service is having problems: try again later', {
      details,
      retryable: mayRetry(headers, true),
      retryAfterMs: advice(headers),
    });
  }
  return new UpstreamError(
    'INVALID_REQUEST',
    'The embedding service rejected the request: check EMBEDDING_MODEL, EMBEDDING_DIMENSIONS and EMBEDDING_MAX_TOKENS',
    { details },
  );
}

/** `x-should-retry` is how OpenAI tells its own SDKs. */
function mayRetry(headers: APIError['headers'], otherwise: boolean): boolean {
  const said = headers?.get('x-should-retry');
  return said === 'true' || said === 'false' ? said === 'true' : otherwise;
}

function advice(headers: APIError['headers']): number | undefined {
  return headers && advisedWait(headers);
}

/** Of the connection, such as ECONNREFUSED; messages may hold addresses. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return typeof cause === 'object' && cause !== null ? codeOf(cause) : undefined;
}
