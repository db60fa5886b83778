import type { JobColumn } from '../../job.js';

/** What a column of a file can contain. */
export type ColumnField = NonNullable<JobColumn['as']>;

/** Names of columns without case, blanks, underscores, hyphens and dots. An earlier group wins over a later one. */
const NAMES: Readonly<Record<ColumnField, readonly (readonly string[])[]>> = {
  email: [
    ['email', 'emailaddress', 'mail', 'mailaddress'],
    ['workemail', 'businessemail', 'primaryemail', 'contactemail'],
  ],
  linkedin_url: [
    [
      'linkedin',
      'linkedinurl',
      'linkedinlink',
      'linkedinprofile',
      'linkedinprofileurl',
      'linkedinmemberurl',
      'personlinkedinurl',
      'memberurl',
      'profileurl',
      'publicprofileurl',
    ],
    // Often that of a website.
    ['url'],
  ],
  suggested_role: [['suggestedrole'], ['role']],
  name: [['name', 'fullname']],
  first_name: [['firstname', 'givenname']],
  last_name: [['lastname', 'surname', 'familyname']],
  include_companies: [['includecompanies']],
};

export const columnFields = Object.keys(NAMES) as ColumnField[];

/** Longer names are not names of fields, in characters. */
const MAX_COMPARED = 100;

/** What the client says that columns contain, by columnKey; null for a column that is only returned with the results. */
export type ColumnChoice = ReadonlyMap<string, ColumnField | null>;

/** What each column contains: what the client chose, otherwise by its name. Each field goes to one column, the first that fits. */
export function fieldsOf(names: readonly string[], choice: ColumnChoice): (ColumnField | null)[] {
  const keys = names.map(columnKey);
  const fields = keys.map((key) => choice.get(key) ?? null);
  const chosen = new Set(choice.values());
  for (const field of columnFields) {
    if (chosen.has(field)) continue;
    const at = firstIn(NAMES[field], keys, (index) => fields[index] === null && !choice.has(keys[index] ?? ''));
    if (at !== undefined) fields[at] = field;
  }
  return fields;
}

/** Column names that differ only in case, blanks, underscores, hyphens and dots are the same name. */
export function columnKey(name: string): string {
  if (name.length > MAX_COMPARED) return name;
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cf}_.\p{Pd}]/gu, '');
}

/** A name that the client chose and no column has. */
export function unknownChoice(names: readonly string[], choice: ColumnChoice): string | undefined {
  const keys = new Set(names.map(columnKey));
  return [...choice.keys()].find((key) => !keys.has(key));
}

export function isLookup(field: ColumnField | null): boolean {
  return field === 'email' || field === 'linkedin_url';
}

function firstIn(
  groups: readonly (readonly string[])[],
  keys: readonly string[],
  isFree: (index: number) => boolean,
): number | undefined {
  for (const group of groups) {
    const at = keys.findIndex((key, index) => group.includes(key) && isFree(index));
    if (at !== -1) return at;
  }
  return undefined;
}
