import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { invalidUrl, notFound, restricted, type SourceError, type Subject } from '../source.errors.js';

/** Known error texts of sources, most specific first. The texts themselves are not passed on. */
const KNOWN_FAILURES: readonly { words: RegExp; error: (subject: Subject) => SourceError }[] = [
  { words: /not a valid linkedin|invalid linkedin|linkedin.*url is invalid/i, error: invalidUrl },
  { words: /rate limit|too many requests|\b429\b/i, error: rateLimited },
  { words: /tim(?:ed|e) ?out/i, error: timedOut },
  { words: /\bprivate\b|restricted|not public/i, error: restricted },
  {
    words:
      /not found|(?:does not|doesn['’]t) exist|no (?:such |matching )?(?:profiles?|company|person|people|members?|records?|results?|match(?:es)?)\b|\b404\b/i,
    error: notFound,
  },
];

/** Characters of a line that are matched against patterns, so that a long text costs little. */
const LONGEST_READ = 2_000;

export function knownFailure(said: string, subject: Subject): SourceError | null {
  const text = said
    .split('\n')
    .map((line) => line.slice(0, LONGEST_READ))
    .join('\n');
  return KNOWN_FAILURES.find(({ words }) => words.test(text))?.error(subject) ?? null;
}

function rateLimited(): SourceError {
  return new UpstreamError('RATE_LIMITED', 'The profile source is rate limiting requests', { retryable: true });
}

function timedOut(): SourceError {
  return new UpstreamError('UPSTREAM_TIMEOUT', 'The profile source timed out', {
    retryable: true,
  });
}
