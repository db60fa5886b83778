import type { Certification } from '../../model/profile.js';
import { dateRange } from './date-range.js';
import { list } from './list.js';
import { dateFrom, partialDate } from './partial-date.js';
import { fields, type Fields } from './record.js';
import { firstText } from './text.js';

/** Certifications with a name; all other fields have different names in each source. */
export function mapCertifications(value: unknown): Certification[] {
  return list(value).flatMap((entry) => mapCertification(typeof entry === 'object' ? fields(entry) : { name: entry }));
}

function mapCertification(entry: Fields): Certification[] {
  const issuer = firstText(
    ...valuesOf(entry, ['issuer', 'authority', 'organization', 'issuing_organization', 'company', 'subtitle']),
  );
  const name = firstText(...valuesOf(entry, ['name', 'title', 'certification', 'certificate'])) ?? issuer;
  if (name === null) return [];
  const range = dateRange(firstText(...valuesOf(entry, ['date_range', 'dates'])));
  return [
    {
      name,
      issuer,
      issued_date: dateOf(entry, ['issued', 'issue', 'start'], ['date']) ?? range.start,
      expires_date: dateOf(entry, ['expires', 'expiration', 'expiry', 'end'], []) ?? range.end,
      credential_id: firstText(...valuesOf(entry, ['credential_id', 'license_number', 'license', 'license_no'])),
      url: firstText(...valuesOf(entry, ['url', 'credential_url', 'certificate_url'])),
    },
  ];
}

/** A date under `<stem>_date`, `<stem>_at`, `<stem>`, or in parts under `<stem>_year` and `<stem>_month`. */
function dateOf(entry: Fields, stems: readonly string[], others: readonly string[]): string | null {
  const inParts = stems.map((stem) => partialDate(entry[`${stem}_year`], entry[`${stem}_month`]));
  const keys = [...stems.flatMap((stem) => [`${stem}_date`, `${stem}_at`, stem]), ...others];
  return [...inParts, ...valuesOf(entry, keys).map(dateFrom)].find((date) => date !== null) ?? null;
}

function valuesOf(entry: Fields, keys: readonly string[]): unknown[] {
  return keys.map((key) => entry[key]);
}
