/** Why a value is no member URL. */
export type LinkedInUrlProblem = 'url_type' | 'url_parsing' | 'url_scheme' | 'url_too_long' | 'linkedin_url';

/** Longest URL that is read, in characters: what browsers and Pydantic agree on. */
const MAX_LENGTH = 2083;
const MAX_SLUG_LENGTH = 200;

/** Blanks, byte order marks and zero-width characters that copying brings along. */
const SURROUNDING = /^[\s\uFEFF\u200B-\u200D\u2060]+|[\s\uFEFF\u200B-\u200D\u2060]+$/g;
/** A country subdomain is two letters; `m` and `touch` are the mobile sites. */
const LINKEDIN_HOST = /^(?:www\.|m\.|touch\.|[a-z]{2}\.)?linkedin\.com$/;
/** Member ids in place of a vanity slug are opaque, and case matters in them. */
const OPAQUE_MEMBER_ID = /^A[A-Z][A-Za-z]AA[\w-]{20,}$/;
const NOT_IN_A_SLUG = /[\s\p{Cc}\p{Cs}/\\?#%<>"|^`{}[\]]/u;

/** The address of a LinkedIn member, in one spelling whatever it was written like. */
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

  /** The URL, or the reason why it is none; never throws. */
  static check(value: unknown): LinkedInUrl | LinkedInUrlProblem {
    if (typeof value !== 'string') return 'url_type';
    if (value.length > MAX_LENGTH) return 'url_too_long';
    const url = readUrl(value.replace(SURROUNDING, ''));
    if (typeof url === 'string') return url;
    if (!isLinkedIn(url)) return 'linkedin_url';
    const slug = slugAfter('in', url);
    return slug === null ? 'linkedin_url' : new LinkedInUrl(slug);
  }

  static safeParse(value: unknown): LinkedInUrl | null {
    const checked = LinkedInUrl.check(value);
    return typeof checked === 'string' ? null : checked;
  }

  toString(): string {
    return `https://www.linkedin.com/in/${encodeURIComponent(this.slug)}/`;
  }
}

/** Completes a missing scheme, as people paste addresses without one. */
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

/** Looks at what a browser would connect to, so no user info, port or look-alike host gets through. */
export function isLinkedIn(url: URL): boolean {
  return LINKEDIN_HOST.test(url.hostname) && url.port === '' && url.username === '' && url.password === '';
}

/** The decoded path segment that follows `kind`, or null where the path is another one. */
export function slugAfter(kind: string, url: URL): string | null {
  const [first, second] = url.pathname.split('/').filter(Boolean);
  if (first?.toLowerCase() !== kind || second === undefined) return null;
  const decoded = percentDecoded(second);
  return decoded === null ? null : normalSlug(decoded);
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function normalSlug(slug: string): string | null {
  const trimmed = slug.replace(SURROUNDING, '');
  if (trimmed === '' || trimmed.length > MAX_SLUG_LENGTH || NOT_IN_A_SLUG.test(trimmed)) return null;
  if (/^\.+$/.test(trimmed)) return null;
  return OPAQUE_MEMBER_ID.test(trimmed) ? trimmed : trimmed.normalize('NFC').toLowerCase().normalize('NFC');
}
