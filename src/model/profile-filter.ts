/** What a profile can be filtered by; the kind decides which operators a field has. */
export const FILTER_FIELD_KINDS = {
  name: 'text',
  headline: 'text',
  about: 'text',
  location: 'text',
  /** ISO 3166-1 alpha-2, upper case. */
  country_code: 'text',
  suggested_role: 'text',
  /** The company of any position; `company_domain` and `company_industry` likewise. */
  company: 'text',
  company_domain: 'text',
  company_industry: 'text',
  /** The title of any position. */
  title: 'text',
  /** The company of a position held now, or the one the profile states. */
  current_company: 'text',
  current_title: 'text',
  /** Whether the member holds any position now. */
  is_current: 'boolean',
  school: 'text',
  skill: 'text',
  followers: 'number',
  /** ISO 8601 in UTC. */
  fetched_at: 'time',
  source: 'text',
  /** An address that led to the member, or that a list states; normalized as in EmailAddress. */
  email: 'text',
} as const satisfies Record<string, FilterFieldKind>;

export type FilterFieldKind = 'text' | 'number' | 'time' | 'boolean';
export type FilterField = keyof typeof FILTER_FIELD_KINDS;
export const FILTER_FIELDS = Object.keys(FILTER_FIELD_KINDS) as readonly FilterField[];

export const FILTER_OPERATORS = [
  '=',
  '!=',
  'in',
  'contains',
  'starts_with',
  '>',
  '>=',
  '<',
  '<=',
  'between',
  'exists',
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

const ORDERED = ['=', '!=', 'in', '>', '>=', '<', '<=', 'between', 'exists'] as const;

export const OPERATORS_OF_KIND: Readonly<Record<FilterFieldKind, readonly FilterOperator[]>> = {
  text: ['=', '!=', 'in', 'contains', 'starts_with', 'exists'],
  number: ORDERED,
  time: ORDERED,
  boolean: ['=', '!=', 'exists'],
};

export const FILTER_GROUPS = ['and', 'or', 'not'] as const;

export const FILTER_LIMITS = {
  /** Groups within groups, the outermost included. */
  depth: 5,
  /** Conditions of the whole tree. */
  conditions: 50,
  /** Values of one `in`. */
  values: 100,
  /** Characters of one value. */
  text: 500,
} as const;

/**
 * One comparison. A field with several values, such as `company` or `skill`, meets it if any of them does. Texts ignore case.
 * `!=` is the opposite of `=`: it holds where no value is equal, so also where there is none. All other operators but
 * `exists: false` need a value.
 */
export interface FilterCondition {
  field: FilterField;
  type: FilterOperator;
  /** `in`: a list of 1 to 100; `between`: both bounds, included; `exists`: whether there is a value; otherwise one value. */
  value: string | number | boolean | string[] | number[];
}

/** `and`: all of the conditions hold, `or`: at least one, `not`: none. There is at least one. */
export interface FilterGroup {
  op: (typeof FILTER_GROUPS)[number];
  conditions: FilterNode[];
}

/** A filter that was validated: within the limits, its values of the field's kind and normalized. */
export type FilterNode = FilterGroup | FilterCondition;
