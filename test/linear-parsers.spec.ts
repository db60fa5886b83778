import type { Request } from 'express';
import { describe, expect, it } from '@jest/globals';
import { localRefusal } from '../src/common/access/local-origin.js';
import { providedKey } from '../src/common/access/provided-key.js';
import { charsetDecoder, contentDecoder } from '../src/common/http/body/content-decoder.js';
import { JsonScanner } from '../src/common/json/json-scanner.js';
import { toBoolean, toInteger, toNumber } from '../src/common/validation/coercion.js';
import { sanitizeJson } from '../src/common/validation/json-shape.js';
import { RequestPipe } from '../src/common/validation/request.pipe.js';
import { parseApiKey } from '../src/config/api-key-entry.js';
import { readConfig } from '../src/config/read-config.js';
import { profileText } from '../src/embeddings/embedding-text.js';
import { features } from '../src/embeddings/local/features.js';
import { advisedWait } from '../src/embeddings/openai/advised-wait.js';
import { countTokens } from '../src/embeddings/openai/tokens.js';
import { retryAfterMs } from '../src/infrastructure/http-client/retry-after.js';
import { CreateBatchRequest } from '../src/jobs/dto/create-batch.dto.js';
import { fieldsOf } from '../src/jobs/upload/columns/column-field.js';
import { distinctNames } from '../src/jobs/upload/columns/column-names.js';
import { readEmails } from '../src/jobs/email-list.js';
import { resultsName } from '../src/jobs/results/results-name.js';
import { acceptedFormat } from '../src/common/export/export-format.js';
import { ItemChecker } from '../src/jobs/lists/item-checker.js';
import { decodeItemCursor } from '../src/linkedin-profiles/item-cursor.js';
import { companyReference } from '../src/model/company-reference.js';
import { EmailAddress } from '../src/model/email-address.js';
import { LinkedInUrl } from '../src/model/linkedin-url.js';
import { mailboxesIn } from '../src/model/mailbox-list.js';
import { unwrappedAddress } from '../src/model/unwrapped-address.js';
import { companiesOf } from '../src/pipeline/companies-of.js';
import { decodeCursor } from '../src/common/pagination/cursor.js';
import { storable, storableJson } from '../src/common/text/storable.js';
import { parseExact } from '../src/common/json/exact-json.js';
import { isUuid } from '../src/common/validation/uuid.js';
import { BatchRequest } from '../src/profiles/batches/dto/batch-request.dto.js';
import { prefersAsync } from '../src/profiles/batches/prefer-header.js';
import { readAnswer } from '../src/sources/cassidy/cassidy-answer.js';
import { readValue } from '../src/sources/cassidy/cassidy-value.js';
import { mapCompany } from '../src/sources/mapping/company.mapper.js';
import { sourceAt } from '../src/sources/mapping/json-source.js';
import { mapProfile } from '../src/sources/mapping/profile.mapper.js';
import { noPerson } from '../src/sources/recognition/no-person.js';
import { recognise } from '../src/sources/recognition/recognise.js';
import { noteCredits } from '../src/sources/people-data-labs/credit-headers.js';
import { companyPayload } from '../src/sources/people-data-labs/company-payload.js';
import { personPayload } from '../src/sources/people-data-labs/person-payload.js';
import { readRateLimit } from '../src/sources/people-data-labs/rate-limit-headers.js';
import { AddToken } from '../src/tokens/dto/add-token.dto.js';
import { readList } from './support/list-file.js';
import { accepting } from './support/accepting.js';
import { cpuGrowth, MOST_GROWTH } from './support/cpu-growth.js';
import { FakePersonSource } from './support/fake-person-source.js';
import { chainOf } from './support/source-chain.js';

const repeated = (piece: string) => (length: number) => piece.repeat(length / piece.length);

/** Inputs on which pattern matching, trimming and normalizing are known to take quadratic time. */
const TEXTS: Record<string, (length: number) => string> = {
  'blanks before an end': (length) => `a${' '.repeat(length)}a`,
  'zero-width blanks before an end': (length) => `a${'\u200B'.repeat(length)}a`,
  'new lines before an end': (length) => `a${'\n'.repeat(length)}a`,
  dots: repeated('.'),
  'words with dots': repeated('a.'),
  slashes: repeated('/'),
  'slashes before an end': (length) => `https://${'/'.repeat(length)}a`,
  'per cent': repeated('%'),
  'percent-encoded': repeated('%25'),
  quotes: repeated('"'),
  'quotes within quotes': repeated('\\"'),
  'at signs': repeated('@'),
  commas: repeated(','),
  'commas and blanks': repeated(', '),
  colons: repeated(': '),
  semicolons: repeated('; '),
  'digits before an end': (length) => `${'1'.repeat(length)}x`,
  'digits and dots before an end': (length) => `${'1.'.repeat(length / 2)}x`,
  'zeros behind a dot before an end': (length) => `1.${'0'.repeat(length)}x`,
  hyphens: repeated('-'),
  'hyphens before an end': (length) => `a${'-'.repeat(length)}a`,
  letters: repeated('a'),
  'beginnings of a title': repeated('chief '),
  'open brackets': repeated('('),
  'bracketed words': repeated('(a)'),
  'open lists': repeated('['),
  'lists within lists': (length) => '['.repeat(length / 2) + ']'.repeat(length / 2),
  'objects within objects': (length) => '{"a":'.repeat(length / 6) + '1' + '}'.repeat(length / 6),
  'a list of blanks': (length) => `[${'"",'.repeat(length / 3)}""]`,
  'open angle brackets': repeated('<'),
  'names and addresses': repeated('a <a@'),
  'closing angle brackets': repeated('@>'),
  'apostrophes before an end': (length) => `${')'.repeat(length / 2)}${"'".repeat(length / 2)}`,
  fences: (length) => `\`\`\`${'\n'.repeat(length)}x`,
  'fences within fences': repeated('```\n'),
  'the name of the site': repeated('linkedin '),
  'not enough of a phrase': repeated('no such linkedin '),
  'combining marks out of order': (length) => `a${'\u0301'.repeat(length / 2)}${'\u0316'.repeat(length / 2)}`,
  'marks of two kinds by turns': repeated('\u0301\u0316'),
  'hangul in parts': repeated('\u1100\u1161\u11A8'),
  'letters that grow': repeated('\u0390'),
  'one sigma and dots': repeated('\u03A3.'),
  'halves of surrogate pairs': repeated('\uD83D'),
  'many different letters': (length) =>
    Array.from({ length }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7_919) % 20_000))).join(''),
  NUL: repeated('\0'),
};

const pipe = new RequestPipe();
const body = (metatype: new () => object, value: unknown) => pipe.transform(value, { type: 'body', metatype });
const requested = LinkedInUrl.ofSlug('ann');
const rows = new ItemChecker(chainOf(new FakePersonSource()));
const personIn = (answer: unknown) => recognise(answer, { by: 'url', url: requested });
const headers = (name: string) => (text: string) => new Headers({ [name]: latin(text) });
/** Headers cannot contain other characters. */
const latin = (text: string) => text.replace(/[^\t\x20-\x7e]/g, ' ');
const requestWith = (name: string, value: string) =>
  ({ get: (header: string) => (header === name ? value : undefined), headers: {} }) as unknown as Request;
const wrapped = (value: unknown) => ({
  json: { workflowRun: { status: value, actionResults: [{ output: { value }, error: value }] }, message: value },
  text: JSON.stringify({ workflowRun: { actionResults: [{ output: { value } }] } }),
  status: 200,
  headers: new Headers(),
});
const everyFieldOf = (value: unknown) =>
  new Proxy<Record<string, unknown>>(
    { any: value },
    { get: (_target, name) => (typeof name === 'string' ? value : undefined) },
  );

const PARSERS: Record<string, (text: string) => unknown> = {
  'an email address': (text) => EmailAddress.check(text),
  'an email address with an @': (text) => EmailAddress.check(`ann@${text}`),
  'a domain of another script': (text) => EmailAddress.check(`ann@\u00e4${text}.com`),
  'mailboxes of a text': (text) => [...mailboxesIn(text)].length,
  'mailboxes behind a name and brackets': (text) => [...mailboxesIn(`"${text}" <${text}@example.com>`)].length,
  'a link of mailto:': (text) => [...mailboxesIn(`mailto:ann@example.com?subject=${text}`)].length,
  'quotes around an address': (text) => unwrappedAddress(`'${text}ann@example.com${text}'`),
  'a list of email addresses': (text) => readEmails([text, `${text}@example.com`]),
  'a row of a list': (text) => [
    rows.check({ email: text, linkedin_url: text, suggested_role: text, name: text, include_companies: text }),
    rows.checkJson({ email: `Jane ${text} <ann@example.com>`, custom: { text, [text]: text } }),
  ],
  'a CSV file': (text) => readList(`Mail\n"${text.replaceAll('"', '""')}",${text.slice(text.length / 2)}`),
  'the header of a CSV file': (text) => readList(text.slice(text.length / 2), { format: 'csv' }),
  NDJSON: (text) => readList(`${text}\n${JSON.stringify({ [text]: text })}`, { format: 'ndjson' }),
  'the names of columns': (text) => fieldsOf(distinctNames(text.split(' ', 1_000)), new Map()),
  'a member URL': (text) => LinkedInUrl.check(text),
  'a slug': (text) => LinkedInUrl.ofSlug(text),
  'a company URL': (text) => companyReference(text),
  'a company URL with a slug': (text) => companyReference(`https://www.linkedin.com/company/${text}`),
  'an integer': (text) => toInteger(text),
  'a number': (text) => toNumber(text),
  'a boolean': (text) => toBoolean(text),
  'the body of a batch': (text) =>
    body(BatchRequest, { profiles: [{ linkedin_url: text, suggested_role: text, name: text }], max_concurrent: text }),
  'the body of a job': (text) =>
    body(CreateBatchRequest, { emails: [text], priority: text, config: { webhook_url: text, delay_seconds: text } }),
  'the body of a token': (text) => body(AddToken, { token: text, token_id: text, expires_at: text, daily_limit: text }),
  'JSON, looked at while it comes': (text) => new JsonScanner({ depth: 64, values: 1_000_000 }).scan(text),
  'numbers in JSON': (text) => [text, `,${text}`, `[${text}e]`].map((json) => outcome(() => parseExact(json))),
  'JSON, looked at afterwards': (text) => sanitizeJson(JSON.parse(text)),
  'the header Content-Type': (text) => charsetDecoder(`application/json; charset=${text}`),
  'the header Content-Encoding': (text) => contentDecoder(text),
  'the header X-API-Key': (text) => providedKey(requestWith('X-API-Key', text)),
  'the header Authorization': (text) => providedKey(requestWith('Authorization', `Bearer ${text}`)),
  'the headers Host and Origin': (text) => [
    localRefusal('GET', { host: text }, []),
    localRefusal('GET', { host: 'localhost', origin: text }, []),
  ],
  'the header Prefer': (text) => [prefersAsync(text), prefersAsync(`respond-async${text}`)],
  'the header Accept': (text) => outcome(() => acceptedFormat(accepting(text), ['json', 'csv'])),
  'the name of an exported file': (text) => resultsName({ file_name: text, job_id: '' }),
  'a cursor': (text) => [() => decodeCursor(text, 2), () => decodeItemCursor(text)].map(outcome),
  'a cursor of our making': (text) =>
    [() => decodeCursor(base64(text), 2), () => decodeItemCursor(base64(JSON.stringify([text, text])))].map(outcome),
  'an id': (text) => isUuid(text),
  'a text for the store': (text) => [
    storable([text, { text }]),
    storableJson(text),
    storableJson(JSON.stringify(text)),
  ],
  'a profile of which all fields are this': (text) => mapProfile(everyFieldOf(text), requested),
  'a profile of which all fields are lists of this': (text) => mapProfile(everyFieldOf([text]), requested),
  'a profile with a position of this': (text) =>
    mapProfile({ full_name: 'Ann', experiences: [everyFieldOf(text)], educations: [everyFieldOf(text)] }, requested),
  'a profile with a certificate and a language of this': (text) =>
    mapProfile({ full_name: 'Ann', certifications: [everyFieldOf(text)], languages: [everyFieldOf(text)] }, requested),
  'a company of which all fields are this': (text) => mapCompany(everyFieldOf(text), { linkedin_id: '1', slug: null }),
  'the words of an embedding': (text) => features(text),
  'the tokens of an embedding': (text) => countTokens(text, 8_192),
  'all tokens of a text': (text) => countTokens(text, 1_000_000),
  'a place in a JSON text': (text) => sourceAt(JSON.stringify({ a: [text, { text }] }), ['a', 1, 'text']),
  'a place in a JSON text as it came': (text) => sourceAt(JSON.stringify(JSON.parse(text)), ['a', 'a', 'a']),
  'a value of cassidy': (text) => [readValue(text, '', []), readValue(`\`\`\`json\n${text}`, '', [])],
  'an answer of cassidy': (text) =>
    readAnswer(wrapped(text), { subject: 'profile', isUsable: () => true, otherwise: noPerson }),
  'an answer of bearer-api': (text) => personIn({ persons: text }),
  'an answer of which all fields are this': (text) =>
    personIn({ persons: [everyFieldOf(text)], ...everyFieldOf(text) }),
  'an error in place of a person': (text) => personIn({ error: text, message: text, persons: [{ firstName: text }] }),
  'a person of People Data Labs': (text) => mapProfile(personPayload(everyFieldOf(text)), requested),
  'a company of People Data Labs': (text) =>
    mapCompany(companyPayload(everyFieldOf(text)), { linkedin_id: '1', slug: null }),
  'the limits of People Data Labs': (text) => [
    readRateLimit(headers('x-ratelimit-remaining')(text)),
    readRateLimit(headers('x-ratelimit-reset')(text)),
  ],
  'the credits of People Data Labs': (text) =>
    noteCredits(
      { spend: () => undefined, remain: () => undefined } as never,
      new Headers({ 'x-call-credits-type': latin(text), 'x-call-credits-spent': latin(text) }),
      { creditType: 'enrich' } as never,
    ),
  'the header Retry-After': (text) => retryAfterMs(text),
  'the advice of an embedding service': (text) => [
    advisedWait(headers('retry-after-ms')(text)),
    advisedWait(headers('x-ratelimit-reset-tokens')(text)),
  ],
  'an item of API_KEYS': (text) => [parseApiKey(text), parseApiKey(`ann:${text}`), parseApiKey(`ann:sha256:${text}`)],
  'the environment': (text) =>
    readConfig({
      PORT: text,
      COMPANY_MAX_AGE_HOURS: text,
      DATABASE_URL: `postgres://${text}`,
      OPENAI_BASE_URL: `http://${text}`,
      API_KEYS: text,
      PROFILE_SOURCE: text,
      CORS_ORIGINS: text,
      TRUSTED_PROXIES: text,
      TOKEN_ENCRYPTION_KEY: text,
    }),
};

const base64 = (text: string) => Buffer.from(text).toString('base64url');

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe('linear time:', () => {
  it.each(Object.entries(PARSERS))('%s', async (_parser, read) => {
    const slow: string[] = [];
    for (const [name, text] of Object.entries(TEXTS)) if ((await cpuGrowth(read, text)) >= MOST_GROWTH) slow.push(name);
    expect(slow).toEqual([]);
  });
});

describe('the companies of a profile', () => {
  it('are found in linear time', async () => {
    const find = (text: string) => {
      const experiences = Array.from({ length: text.length / 10 }, (_, index) => ({
        title: 'x',
        company_linkedin_url: `https://www.linkedin.com/company/c${index}/`,
      }));
      const profile = mapProfile({ full_name: 'Ann', experiences }, requested);
      return [profileText(profile).length, companiesOf(profile)];
    };
    expect(await cpuGrowth(find, repeated('x'))).toBeLessThan(MOST_GROWTH);
  });
});

describe('the steps of a workflow', () => {
  it('are read in linear time', async () => {
    const read = ({ length }: string) => {
      const text = JSON.stringify({
        workflowRun: {
          actionResults: Array.from({ length }, (_, step) => ({ output: { value: { step } } })),
        },
      });
      const answer = { json: JSON.parse(text) as unknown, text, status: 200, headers: new Headers() };
      return readAnswer(answer, { subject: 'profile', isUsable: () => true, otherwise: noPerson });
    };
    expect(await cpuGrowth(read, repeated('x'))).toBeLessThan(MOST_GROWTH);
  });
});
