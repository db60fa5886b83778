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

const WORDS = ['CTO', 'Chief', 'berlin', 'Größmann', '田中', "O'Rourke", '100%', 'a_b', '\\', '"', 'ISO 27001', '😀'];

function oneValue(field: FilterField, type: FilterOperator): fc.Arbitrary<string | number | boolean> {
  const isExact = type === '=' || type === '!=' || type === 'in';
  if (isExact && field === 'country_code') return fc.constantFrom('DE', 'us', 'Jp');
  if (isExact && field === 'suggested_role') return fc.constantFrom('CTO', 'cio', 'CISO');
  if (isExact && field === 'email') return fc.constantFrom('ann@example.com', 'BOB@Example.com', 'cto@bücher.example');
  const kind = FILTER_FIELD_KINDS[field];
  if (kind === 'number') return fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -0.5, '12', '1e3'));
  if (kind === 'time') return fc.constantFrom('2020-01-31', '2026-11-28T10:00:00Z', '2030-01-01T00:00:00.5+02:00');
  if (kind === 'boolean') return fc.constantFrom(true, false, 'yes', 0);
  return fc.oneof(
    fc.constantFrom(...WORDS),
    fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => `x${text}`),
  );
}

function valueOf(field: FilterField, type: FilterOperator): fc.Arbitrary<FilterCondition['value']> {
  if (type === 'exists') return fc.boolean();
  const one = oneValue(field, type);
  if (type === 'in') return fc.array(one, { minLength: 1, maxLength: 5 }) as fc.Arbitrary<string[]>;
  if (type === 'between') return one.map((value) => [value, value] as string[]);
  return one;
}

/** A condition that is valid as it is sent; its value may be spelled otherwise than it is stored. */
export const aCondition = (): fc.Arbitrary<FilterCondition> =>
  fc
    .constantFrom(...FILTER_FIELDS)
    .chain((field) =>
      fc
        .constantFrom(...OPERATORS_OF_KIND[FILTER_FIELD_KINDS[field]])
        .chain((type) => valueOf(field, type).map((value) => ({ field, type, value }))),
    );

/** A filter within all limits, as it is sent. */
export const aFilter = (levels = 3): fc.Arbitrary<FilterNode> =>
  levels === 0
    ? aCondition()
    : fc.oneof(
        { weight: 2, arbitrary: aCondition() },
        {
          weight: 1,
          arbitrary: fc.record({
            op: fc.constantFrom(...FILTER_GROUPS),
            conditions: fc.array(aFilter(levels - 1), { minLength: 1, maxLength: 3 }),
          }),
        },
      );

/** JSON that resembles a filter and is often none. */
export const nearlyAFilter = (): fc.Arbitrary<unknown> => {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(null, '', '\0', '\ud800', '__proto__', 1e308, -0, [], {}, [[[]]], 'x'.repeat(501), true),
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(...FILTER_FIELDS, ...FILTER_GROUPS, ...FILTER_FIELDS.map((name) => name.toUpperCase())),
  );
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 8 },
      odd,
      aCondition(),
      fc.record(
        { field: fc.constantFrom<unknown>(...FILTER_FIELDS, 'id', 7), type: odd, value: odd },
        { requiredKeys: [] },
      ),
      fc.constantFrom(...FILTER_FIELDS).chain((field) =>
        fc.record({
          field: fc.constant(field),
          type: fc.constantFrom(...OPERATORS_OF_KIND[FILTER_FIELD_KINDS[field]]),
          value: odd,
        }),
      ),
      fc.record(
        {
          op: fc.constantFrom<unknown>(...FILTER_GROUPS, 'xor', null),
          conditions: fc.array(tie('node'), { maxLength: 6 }),
        },
        { requiredKeys: [] },
      ),
    ),
  }));
  return node;
};
