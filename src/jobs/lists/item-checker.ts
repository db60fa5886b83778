import { Injectable } from '@nestjs/common';
import { isObject } from '../../common/validation/plain-object.js';
import type { EmailAddress } from '../../model/email-address.js';
import type { LinkedInUrl } from '../../model/linkedin-url.js';
import { SourceChain } from '../../sources/source-chain.js';
import type { ListItem } from '../job.js';
import { emailOf, includeCompaniesOf, nameOf, roleOf, UnusableValue, urlOf } from './cell-values.js';
import { customOf } from './custom-values.js';

/** What a row says, before it is checked: values as text or JSON. */
export interface RawItem {
  email?: unknown;
  linkedin_url?: unknown;
  suggested_role?: unknown;
  name?: unknown;
  include_companies?: unknown;
  custom?: ListItem['custom'];
}

/** The item, or why the row is not one; `value` is cut to 200 characters. */
export type CheckedItem = { item: ListItem } | { value: string; reason: string };

const SHOWN_LENGTH = 200;

const NO_SOURCE = {
  url: 'No configured source accepts LinkedIn URLs; set PROFILE_SOURCE to one that does',
  email: 'No configured source accepts email addresses; set EMAIL_SOURCE to one that does',
};

/** Checks rows of lists. A row is valid if one of its lookups is, and a configured source accepts it. */
@Injectable()
export class ItemChecker {
  constructor(private readonly sources: SourceChain) {}

  /** Never throws. */
  check(raw: RawItem): CheckedItem {
    const linkedin_url = urlOf(raw.linkedin_url);
    const email = emailOf(raw.email);
    const suggested_role = roleOf(raw.suggested_role);
    const name = nameOf(raw.name);
    const include_companies = includeCompaniesOf(raw.include_companies);
    if (!this.isUsable(linkedin_url, email)) return refused(unusableLookup(linkedin_url, email));
    if (suggested_role instanceof UnusableValue) return refused(suggested_role);
    if (name instanceof UnusableValue) return refused(name);
    if (include_companies instanceof UnusableValue) return refused(include_companies);
    return {
      item: {
        email: textOf(email),
        linkedin_url: textOf(linkedin_url),
        suggested_role,
        name,
        include_companies,
        custom: raw.custom ?? null,
      },
    };
  }

  /** An item as JSON, whose `custom` is an object. */
  checkJson(item: unknown): CheckedItem {
    if (!isObject(item)) return refused(new UnusableValue(item, 'An item must be an object'));
    const custom = customOf(item.custom);
    return custom instanceof UnusableValue ? refused(custom) : this.check({ ...item, custom });
  }

  private isUsable(url: LinkedInUrl | UnusableValue | null, email: EmailAddress | UnusableValue | null): boolean {
    const accepts = (by: 'url' | 'email') => this.sources.sourcesBy(by).length > 0;
    return (isValid(url) && accepts('url')) || (isValid(email) && accepts('email'));
  }
}

function unusableLookup(
  url: LinkedInUrl | UnusableValue | null,
  email: EmailAddress | UnusableValue | null,
): UnusableValue {
  if (url instanceof UnusableValue) return url;
  if (email instanceof UnusableValue) return email;
  if (url !== null) return new UnusableValue(url.toString(), NO_SOURCE.url);
  if (email !== null) return new UnusableValue(email.toString(), NO_SOURCE.email);
  return new UnusableValue('', 'A row must have a LinkedIn URL or an email address');
}

function isValid<T>(value: T | UnusableValue | null): value is T {
  return value !== null && !(value instanceof UnusableValue);
}

/** An invalid lookup beside a valid one is left out. */
function textOf(lookup: LinkedInUrl | EmailAddress | UnusableValue | null): string | null {
  return isValid(lookup) ? lookup.toString() : null;
}

function refused({ value, reason }: UnusableValue): CheckedItem {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return { value: text.slice(0, SHOWN_LENGTH), reason };
}
