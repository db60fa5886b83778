import { APIConnectionError, APIError } from 'openai';
import { UpstreamError, type UpstreamErrorCode } from '../../infrastructure/http-client/upstream.error.js';
import { diagnose, type Rule } from '../../infrastructure/outage/backend-problem.js';
import { advisedWait } from './advised-wait.js';

type Kind = Extract<UpstreamErrorCode, 'ACCESS_DENIED' | 'INVALID_REQUEST' | 'RATE_LIMITED' | 'UPSTREAM_ERROR'>;
type Row = Rule<Kind, string>['problem'];

/** https://platform.openai.com/docs/guides/error-codes: waiting does not help if the quota of an account is used up. */
const NO_CREDIT = /^(insufficient_quota|billing_hard_limit_reached|billing_not_active)$/;

/** The settings or the account must be changed first. */
const lasting = (kind: Kind, message: Row['message']): Row => ({ kind, message, isOutage: true, needsOperator: true });
/** The same request may succeed later. */
const passing = (kind: Kind, message: Row['message']): Row => ({ kind, message, isOutage: true, needsOperator: false });

const noCredit = lasting(
  'RATE_LIMITED',
  'The account of OPENAI_API_KEY has no credit left: add credit, raise its limit, or set another key',
);
const noModel = lasting(
  'UPSTREAM_ERROR',
  (model) =>
    `The embedding service does not offer the model ${model} to this key: check EMBEDDING_MODEL and OPENAI_BASE_URL`,
);

/** `code` and `name` are the code and the type of the error in the response. */
const RULES: readonly Rule<Kind, string>[] = [
  { status: [402], problem: noCredit },
  { code: NO_CREDIT, problem: noCredit },
  { name: NO_CREDIT, problem: noCredit },
  {
    status: [401],
    problem: lasting('ACCESS_DENIED', 'The embedding service rejected OPENAI_API_KEY: set a valid key'),
  },
  { status: [404], problem: noModel },
  { code: /^model_not_found$/, problem: noModel },
  {
    status: [403],
    problem: lasting(
      'ACCESS_DENIED',
      (model) =>
        `OPENAI_API_KEY is not allowed to use ${model} from this location: check the permissions of its project`,
    ),
  },
  {
    status: [429],
    problem: passing('RATE_LIMITED', 'The embedding service is rate limiting requests: try again later'),
  },
  {
    status: (status) => status >= 500 || status === 408 || status === 409,
    problem: passing('UPSTREAM_ERROR', 'The embedding service is having problems: try again later'),
  },
];

/** Problems of a single request; others may succeed. */
const REJECTED = {
  kind: 'INVALID_REQUEST',
  message:
    'The embedding service rejected the request: check EMBEDDING_MODEL, EMBEDDING_DIMENSIONS and EMBEDDING_MAX_TOKENS',
  isOutage: false,
  needsOperator: true,
} as const;

/** Describes the failure without the key, the texts, or anything from the response. */
export function upstreamError(error: unknown, model: string): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof APIConnectionError) {
    // Detected by our own fetch.
    if (error.cause instanceof UpstreamError) return error.cause;
    return new UpstreamError(
      'UPSTREAM_ERROR',
      'The embedding service cannot be reached: check OPENAI_BASE_URL and the network',
      { retryable: true, details: codeOf(error) },
    );
  }
  if (error instanceof APIError) return refusal(error, model);
  // The SDK reads the body outside its error handling: it was truncated, or a gateway responded instead of the service.
  return new UpstreamError('UPSTREAM_ERROR', 'The embedding service returned an incomplete response', {
    retryable: true,
  });
}

function refusal({ status: rawStatus, code, type, headers }: APIError, model: string): UpstreamError {
  const status = Number(rawStatus);
  const problem = diagnose({ status, code: code ?? undefined, name: type }, RULES, model) ?? REJECTED;
  const { kind, message, needsOperator } = problem;
  const details = `HTTP ${status}`;
  if (needsOperator) return new UpstreamError(kind, message, { details });
  return new UpstreamError(kind, message, {
    details,
    retryable: mayRetry(headers, true),
    retryAfterMs: advice(headers),
  });
}

/** OpenAI sends `x-should-retry` to its own SDKs. */
function mayRetry(headers: APIError['headers'], otherwise: boolean): boolean {
  const header = headers?.get('x-should-retry');
  return header === 'true' || header === 'false' ? header === 'true' : otherwise;
}

function advice(headers: APIError['headers']): number | undefined {
  return headers && advisedWait(headers);
}

/** Code of a connection error, such as ECONNREFUSED; messages may contain addresses. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return typeof cause === 'object' && cause !== null ? codeOf(cause) : undefined;
}
