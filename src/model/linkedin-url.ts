import { pastedUrl } from './pasted-url.js';
import { withoutSurroundingBlanks } from './surrounding-blanks.js';

/** Why a value is not a member URL. The last two are LinkedIn products whose URLs have a different ID for the member. */
export type LinkedInUrlProblem =
  'url_type' | 'url_parsing' | 'url_scheme' | 'url_too_long' | 'linkedin_url' | 'sales_navigator_url' | 'recruiter_url';

/** Explanations for the sender of the value. */
export const linkedInUrlReasons: Readonly<Record<LinkedInUrlProblem, string>> = {
  url_type: 'URL input should be a string',
  url_parsing: 'Input should be a valid URL',
  url_scheme: "URL scheme should be 'http' or 'https'",
  url_too_long: 'URL should have at most 2083 characters',
  linkedin_url: 'URL should point to a LinkedIn member profile, for example https://www.linkedin.com/in/jane-doe/',
  sales_navigator_url:
    'Sales Navigator links cannot be used: open the lead, choose "Copy LinkedIn.com URL", and send that URL',
  recruiter_url:
    'Recruiter links cannot be used: open the profile, choose "View public profile", and send the URL of that page',
};

/** Maximum length of a URL in characters; the same as in browsers and Pydantic. */
export const MAX_URL_LENGTH = 2083;
const MAX_SLUG_LENGTH = 200;

/** A country subdomain is two letters; `m` and `touch` are the mobile sites. */
const LINKEDIN_HOST = /^(?:www\.|m\.|touch\.|[a-z]{2}\.)?linkedin\.com$/;
/** Member IDs in place of a vanity slug are opaque and case-sensitive. */
const OPAQUE_MEMBER_ID = /^A[A-Z][A-Za-z]AA[\w-]{20,}$/;
const NOT_IN_A_SLUG = /[\s\p{Cc}\p{Cs}/\\?#%<>"|^`{}[\]]/u;
/** Path segments before `/in/` in links from emails and the mobile site. */
const PATH_PREFIXES = new Set(['comm', 'mwlite', 'm']);
/** Three parts of a member's old public address, in hexadecimal. */
const PUB_PART = /^[0-9a-f]{1,4}$/i;

/** The URL of a LinkedIn member in its canonical form. */
export class LinkedInUrl {
  private constructor(
    /** The member's public id, decoded, in lower case. */
    readonly slug: string,
  ) {}

  static ofSlug(slug: string): LinkedInUrl {
    const normal = normalSlug(slug);
    if (normal === null) throw new TypeError('Not the slug of a LinkedIn member');
    return new LinkedInUrl(normal);
  }

  /** The URL, or why the value is not one; never throws. */
  static check(value: unknown): LinkedInUrl | LinkedInUrlProblem {
    if (typeof value !== 'string') return 'url_type';
    if (value.length > MAX_URL_LENGTH) return 'url_too_long';
    const text = withoutSurroundingBlanks(value);
    const checked = checkText(pastedUrl(text));
    if (checked instanceof Slug) return new LinkedInUrl(checked.value);
    // If the first word is not a member URL either, the problem of the whole text is more helpful.
    const whole = checked === 'linkedin_url' ? checkText(text) : checked;
    return whole instanceof Slug ? checked : whole;
  }

  static safeParse(value: unknown): LinkedInUrl | null {
    const checked = LinkedInUrl.check(value);
    return typeof checked === 'string' ? null : checked;
  }

  toString(): string {
    return `https://www.linkedin.com/in/${encodeURIComponent(this.slug)}/`;
  }
}

class Slug {
  constructor(readonly value: string) {}
}

function checkText(text: string): Slug | LinkedInUrlProblem {
  const url = readUrl(text);
  if (typeof url === 'string') return url;
  if (!isLinkedIn(url)) return 'linkedin_url';
  const segments = segmentsOf(url);
  const slug = memberSlug(segments);
  return slug === null ? problemOfPath(segments) : new Slug(slug);
}

/** Adds a missing scheme, because people paste addresses without one. */
function readUrl(text: string): URL | LinkedInUrlProblem {
  if (text === '') return 'url_parsing';
  const decoded = /^https?%3a/i.test(text) ? percentDecoded(text) : text;
  if (decoded === null) return 'url_parsing';
  if (/^https?:\/\//i.test(decoded)) return parsed(decoded);
  if (/^[a-z][a-z0-9+-]*:(?!\d)/i.test(decoded) || /^[a-z][a-z0-9+.-]*:\/\//i.test(decoded)) return 'url_scheme';
  return parsed(`https://${decoded.replace(/^\/\//, '')}`);
}

function parsed(text: string): URL | LinkedInUrlProblem {
  return URL.canParse(text) ? new URL(text) : 'url_parsing';
}

/** Checks the host that a browser would connect to, which excludes user info, ports and look-alike hosts. */
export function isLinkedIn(url: URL): boolean {
  return LINKEDIN_HOST.test(url.hostname) && url.port === '' && url.username === '' && url.password === '';
}

/** The decoded path segment that follows `kind`, or null for any other path. */
export function slugAfter(kind: string, url: URL): string | null {
  const [first, second] = segmentsOf(url);
  return first?.toLowerCase() === kind && second !== undefined ? decodedSlug(second) : null;
}

function segmentsOf(url: URL): string[] {
  return url.pathname.split('/').filter(Boolean);
}

function memberSlug(segments: readonly string[]): string | null {
  const [first = '', ...rest] = segments;
  const kind = first.toLowerCase();
  if (PATH_PREFIXES.has(kind)) return rest[0]?.toLowerCase() === 'in' ? memberSlug(rest) : null;
  if (kind === 'pub') return pubSlug(rest);
  return kind === 'in' && rest[0] !== undefined ? decodedSlug(rest[0]) : null;
}

/** `/pub/jane-doe/a7/576/b50` is `/in/jane-doe-b50576a7` today: LinkedIn redirects to the parts in reverse order. */
function pubSlug([name, ...parts]: readonly string[]): string | null {
  const number = parts.slice(0, 3);
  if (name === undefined || number.length < 3 || !number.every((part) => PUB_PART.test(part))) return null;
  const slug = decodedSlug(name);
  return slug === null ? null : normalSlug(`${slug}-${number.toReversed().join('')}`);
}

/** Both products have their own member IDs, which no profile source accepts. */
function problemOfPath([first = '']: readonly string[]): LinkedInUrlProblem {
  const kind = first.toLowerCase();
  if (kind === 'sales') return 'sales_navigator_url';
  return kind === 'talent' || kind === 'recruiter' ? 'recruiter_url' : 'linkedin_url';
}

function decodedSlug(segment: string): string | null {
  const decoded = percentDecoded(segment);
  if (decoded === null) return null;
  // A query that lost its question mark, or carries it percent-encoded; none of these can be part of a slug.
  const [slug = ''] = decoded.split(/[?&#]/, 1);
  // A suffix that search adds to a member ID (",NAME_SEARCH,abcd").
  const [id = ''] = slug.split(',', 1);
  return normalSlug(OPAQUE_MEMBER_ID.test(id) ? id : slug);
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function normalSlug(slug: string): string | null {
  const trimmed = withoutSurroundingBlanks(slug);
  if (trimmed === '' || trimmed.length > MAX_SLUG_LENGTH || NOT_IN_A_SLUG.test(trimmed)) return null;
  if (/^\.+$/.test(trimmed)) return null;
  return OPAQUE_MEMBER_ID.test(trimmed) ? trimmed : trimmed.normalize('NFC').toLowerCase().normalize('NFC');
}
