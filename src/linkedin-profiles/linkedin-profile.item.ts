import { itemSize, MAX_ITEM_BYTES } from './item-size.js';
import type { FetchedLinkedInProfile, StoredLinkedInProfile } from './linkedin-profile.js';
import { isNative, toNative } from './native-data.js';
import { packed, unpacked, UnstorableDataError } from './profile-data.js';

/** Primary key of the table; times sort as text. */
export interface ItemKey {
  email: string;
  timestamp: string;
}

/** A row as the SDK reads and writes it. */
export interface LinkedInProfileItem extends ItemKey {
  [attribute: string]: unknown;
}

/**
 * FetchedLinkedInProfile → item. Data that is too large, or that DynamoDB would change, is packed.
 * @throws UnstorableDataError
 */
export async function toItem(profile: FetchedLinkedInProfile, savedAt: Date): Promise<LinkedInProfileItem> {
  const { profile_data: data, timestamp, ...fields } = profile;
  if (Number.isNaN(timestamp.getTime())) throw new UnstorableDataError('The row has no valid timestamp');
  const item = { ...fields, timestamp: timestamp.toISOString(), saved_at: savedAt.toISOString() };
  if (isNative(data)) {
    const size = itemSize({ ...item, profile_data: data });
    if (size <= MAX_ITEM_BYTES) return { ...item, profile_data: toNative(data) };
  }
  const small = { ...item, profile_data: await packed(data) };
  const bytes = itemSize(small);
  if (bytes <= MAX_ITEM_BYTES) return small;
  throw new UnstorableDataError(
    `The profile is ${Math.ceil(bytes / 1024)} KB even when compressed, but DynamoDB stores at most 400 KB per row`,
  );
}

/** Item → StoredLinkedInProfile. Items written by other programs may lack everything except their key. */
export async function toStoredLinkedInProfile(item: LinkedInProfileItem): Promise<StoredLinkedInProfile> {
  const { email, timestamp, success, profile_data, token_used, email_number, job_id, saved_at } = item;
  return {
    email,
    timestamp: readTime(timestamp),
    success: success !== false,
    profile_data: await unpacked(profile_data),
    token_used: typeof token_used === 'string' ? token_used : null,
    email_number: typeof email_number === 'number' ? email_number : null,
    job_id: typeof job_id === 'string' ? job_id : null,
    saved_at: typeof saved_at === 'string' ? readTime(saved_at) : null,
  };
}

/** When a row was written, or fetched if that is unknown; null if neither can be read. */
export function timeOf({ saved_at, timestamp }: LinkedInProfileItem): Date | null {
  const times = [saved_at, timestamp].filter((text) => typeof text === 'string').map(readTime);
  return times.find((time) => !Number.isNaN(time.getTime())) ?? null;
}

/** ISO 8601. Of other forms, Date makes any date: the 12th of January of `01.12.2026`, and 2001 of `batch 7`. */
const READABLE = /^\d{4}-\d\d-\d\d(?:[T ]|$)/i;

/** Python omits the zone from UTC times, which Date would read as local time. */
function readTime(text: string): Date {
  if (!READABLE.test(text)) return new Date(Number.NaN);
  return new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
}
