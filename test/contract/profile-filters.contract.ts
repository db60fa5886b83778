import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  FILTER_FIELD_KINDS,
  FILTER_FIELDS,
  FILTER_GROUPS,
  OPERATORS_OF_KIND,
  type FilterCondition,
  type FilterField,
  type FilterNode,
  type FilterOperator,
} from '../../src/model/profile-filter.js';
import type { Experience, Profile } from '../../src/model/profile.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import { isFullExtent } from '../support/extent.js';
import { aCompany, currentCompany, day, enriched, fetched, workedAt } from './builders.js';
import { meets, valuesOf } from './filter-evaluation.js';
import type { Stores } from './profile-store.contract.js';

/** Texts with everything that means something in a pattern, in JSON or in SQL. */
const WORDS = ['Ann', 'ann lee', 'Lee', '100%', 'a_b', 'C\\', `O'Neil "x"`, 'Data', 'data science', '$1', '{}', '-- ;'];

/** Always the same people, each with other fields and values. */
const PEOPLE: EnrichedProfile[] = Array.from({ length: 24 }, (_, index) => {
  const word = (step: number) => WORDS[(index * step + step) % WORDS.length]!;
  const has = (step: number) => index % step !== 0;
  const position = (at: number) =>
    ({ title: word(at), company: word(at + 1), is_current: (index + at) % 3 === 0 }) as unknown as Experience;
  return enriched(`p${index}`, {
    values: {
      name: word(1),
      position: has(3) ? word(2) : null,
      about: has(4) ? `${word(3)} ${word(5)}` : null,
      location: has(5) ? word(7) : null,
      city: has(2) ? word(1) : null,
      country_code: has(3) ? ['DE', 'FR'][index % 2]! : null,
      followers: has(6) ? index * 10 : null,
      current_company: has(4) ? withDetails(word(5), has(2) ? 'acme.example' : null, word(7)) : null,
      experience: Array.from({ length: index % 4 }, (__, at) => position(at + 1)),
      education: has(3) ? [{ school: word(2) } as Profile['education'][number]] : [],
      skills: has(5) ? [word(1), word(3)] : [],
    },
    companies: has(3)
      ? [
          workedAt(
            fetched(
              aCompany(
                { linkedin_id: String(index % 5) },
                { domain: `c${index % 5}.example`, industries: [WORDS[index % 5]!] },
              ),
            ),
          ),
        ]
      : [],
    suggested_role: has(4) ? (['CTO', 'CIO'] as const)[index % 2]! : null,
    source: has(2) ? 'test' : 'test-other',
    email: has(3) ? `p${index}@example.com` : null,
    fetched_at: day(index),
  });
});

function withDetails(name: string, domain: string | null, industry: string): Profile['current_company'] {
  return { ...currentCompany(name)!, domain, industry };
}

function isOfKind(field: FilterField, kind: string): boolean {
  return FILTER_FIELD_KINDS[field] === kind;
}

/** What is stored, parts of it, and other spellings of it; for numbers and times also what lies between. */
function valueOf(field: FilterField): fc.Arbitrary<string | number> {
  const stored = [...new Set(PEOPLE.flatMap((person) => valuesOf(person, field)))].filter(
    (v) => v !== true && v !== false,
  );
  const known = fc.constantFrom(...stored);
  if (isOfKind(field, 'number'))
    return fc.oneof(
      known as fc.Arbitrary<number>,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ max: 300 }),
    );
  if (isOfKind(field, 'time'))
    return fc.oneof(
      known.map((time) => new Date(time as number).toISOString()),
      fc.integer({ min: -3, max: 30 }).map((at) => new Date(day(at).getTime() + 1).toISOString()),
    );
  const part = fc
    .tuple(known, fc.nat(8), fc.integer({ min: 1, max: 8 }))
    .map(([text, from, length]) => String(text).slice(from, from + length) || String(text));
  const other = fc.string({ unit: fc.constantFrom(...`aAnN%_\\'"$1{} `), minLength: 1, maxLength: 4 });
  return fc.oneof(known as fc.Arbitrary<string>, part, other);
}

function conditionOf(field: FilterField, type: FilterOperator): fc.Arbitrary<FilterCondition> {
  const value = valueOf.bind(null, field);
  const of = (values: fc.Arbitrary<unknown>) =>
    values.map((given) => ({ field, type, value: given }) as FilterCondition);
  if (type === 'exists' || isOfKind(field, 'boolean')) return of(fc.boolean());
  if (type === 'in') return of(fc.array(value(), { minLength: 1, maxLength: 5 }));
  if (type === 'between') return of(fc.tuple(value(), value()));
  return of(isOfKind(field, 'text') ? fc.tuple(value(), fc.boolean()).map(cased) : value());
}

const cased = ([text, isUpper]: [string | number, boolean]) =>
  isUpper ? String(text).toUpperCase() : String(text).toLowerCase();

const condition: fc.Arbitrary<FilterCondition> = fc
  .constantFrom(...FILTER_FIELDS)
  .chain((field) =>
    fc.constantFrom(...OPERATORS_OF_KIND[FILTER_FIELD_KINDS[field]]).chain((type) => conditionOf(field, type)),
  );

const { tree } = fc.letrec<{ tree: FilterNode }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    condition,
    fc.record({
      op: fc.constantFrom(...FILTER_GROUPS),
      conditions: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
    }),
  ),
}));

/**
 * Whom filters find, compared with what their documentation says. Reads only: the people are stored once.
 * @param numRuns for each operator of each field; 0 for odd values only
 */
export function profileFiltersContract(
  driver: string,
  open: () => Promise<Stores>,
  numRuns = isFullExtent ? 20 : 1,
): void {
  const itIfRun = numRuns > 0 ? it : it.skip;
  describe(`filters of profiles on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await open();
      await stores.clear();
      await stores.profiles.saveAll(PEOPLE);
    });
    afterAll(() => stores.close());

    const slugsOf = (filter: FilterNode) =>
      PEOPLE.filter((person) => meets(person, filter)).map(({ profile }) => profile.public_id);

    async function scansExactly(filter: FilterNode): Promise<void> {
      const { profiles } = await stores.search.scan(filter, null, 100);
      expect(profiles.map(({ public_id }) => public_id)).toEqual(slugsOf(filter));
    }

    async function findsExactly(filter: FilterNode): Promise<void> {
      await scansExactly(filter);
      const expected = slugsOf(filter);
      const page = await stores.search.search({ text: null, mode: 'hybrid', vector: null, filter, limit: 100 });
      expect(page.hits.map(({ profile }) => profile.public_id)).toEqual(expected.toReversed());
      expect(page.total).toEqual({ value: expected.length, relation: 'exact' });
    }

    itIfRun.each(FILTER_FIELDS)('%s: every operator finds whom it should', async (field) => {
      for (const type of OPERATORS_OF_KIND[FILTER_FIELD_KINDS[field]])
        await fc.assert(fc.asyncProperty(conditionOf(field, type), isFullExtent ? findsExactly : scansExactly), {
          numRuns,
        });
    });

    itIfRun('trees of conditions find whom they should', async () => {
      await fc.assert(fc.asyncProperty(tree, findsExactly), { numRuns: 10 * numRuns });
    });

    it.each<[string, FilterNode]>([
      ['NUL', { field: 'name', type: '=', value: '\0' }],
      ['half a character', { field: 'about', type: 'contains', value: '\ud83d' }],
      ['a separator', { field: 'skill', type: '=', value: '\u001f' }],
      ['nothing but wildcards', { field: 'name', type: 'contains', value: '%%__' }],
      ['a long text', { field: 'title', type: '=', value: 'x'.repeat(500) }],
      ['the largest number', { field: 'followers', type: '>', value: Number.MAX_VALUE }],
      ['the smallest number', { field: 'followers', type: 'in', value: [Number.MIN_VALUE, -Number.MAX_VALUE] }],
      [
        'many values',
        { field: 'company', type: 'in', value: Array.from({ length: 100 }, (_, index) => `none ${index}`) },
      ],
      ['an empty list', { field: 'company', type: 'in', value: [] }],
      ['an empty group', { op: 'or', conditions: [] }],
    ])('%s in a condition is a value like any other one', async (_, filter) => {
      expect((await stores.search.scan(filter, null, 100)).profiles).toEqual([]);
    });

    it('a field or an operator that there is not is an error', async () => {
      for (const filter of [
        { field: 'seq', type: '=', value: '1' },
        { field: 'name', type: '~', value: 'x' },
        { field: 'd.name', type: '=', value: 'x' },
      ])
        await expect(stores.search.scan(filter as FilterNode, null, 1)).rejects.toThrow();
    });
  });
}
