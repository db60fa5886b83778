import { registerDecorator } from 'class-validator';
import { isTokenId } from '../token-id.js';

const LONGEST_TOKEN = 8192;
/** The `token_used` of results that were fetched without a token. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['sandbox', 'people-data-labs']);
/** RFC 3339, that is ISO 8601 with a time and a zone; without the zone the moment would be ambiguous. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

/** Describes what is wrong with a text, null if nothing; never quotes the text. */
type Check = (text: string) => string | null;

/** The text of a bearer token as it can be sent in a header. */
export const IsBearerToken = () => checked('isBearerToken', 'bearer_token', bearerTokenProblem);

export const IsTokenId = () => checked('isTokenId', 'token_id', tokenIdProblem);

/** A time in the future. */
export const IsFutureTime = () => checked('isFutureTime', 'datetime_future', futureTimeProblem);

function bearerTokenProblem(token: string): string | null {
  if (token === '') return 'Token must not be empty';
  if (token.length > LONGEST_TOKEN) return `Token must have at most ${LONGEST_TOKEN} characters`;
  if (/\s/.test(token)) return 'Token must not contain whitespace';
  return /^[\x21-\x7e]+$/.test(token) ? null : 'Token must contain only visible ASCII characters';
}

function tokenIdProblem(id: string): string | null {
  if (!isTokenId(id)) return 'Token ID must be 1 to 128 letters, digits, "_", ".", ":" or "-"';
  return RESERVED_IDS.has(id)
    ? 'This token ID is reserved for the profile source of the same name; choose another one'
    : null;
}

function futureTimeProblem(text: string): string | null {
  const time = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return 'Input should be a date and time with a time zone, such as 2026-12-31T23:00:00Z';
  return time > Date.now() ? null : 'Input should be in the future';
}

function checked(name: string, error_type: string, check: Check): PropertyDecorator {
  const problemOf = (value: unknown) => (typeof value === 'string' ? check(value) : null);
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      options: { context: { error_type } },
      validator: {
        validate: (value: unknown) => problemOf(value) === null,
        defaultMessage: (given) => problemOf(given?.value) ?? 'Input is not valid',
      },
    });
}
