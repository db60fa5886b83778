import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aFilter, nearlyAFilter } from '../../../../test/support/profile-filter.arbitraries.js';
import type { FilterNode } from '../../../model/profile-filter.js';
import { readFilter } from './read-filter.js';
import { readFilterText } from './read-filter-text.js';

const condition = { field: 'name', type: 'contains', value: 'ann' };
const group = (conditions: unknown, op = 'and') => ({ op, conditions });
const copies = (length: number, item: unknown) => Array.from({ length }, () => item);
const nested = (levels: number): unknown => (levels === 0 ? condition : group([nested(levels - 1)], 'not'));

const valueOf = (field: string, type: string, value: unknown) => {
  const read = readFilter({ field, type, value }, 'filter');
  return 'filter' in read ? (read.filter as { value: unknown }).value : read.problems;
};
const problemsOf = (sent: unknown) => {
  const read = readFilter(sent, 'filter');
  return 'problems' in read ? read.problems.map(({ field, error_type }) => `${field} ${error_type}`) : [];
};

describe('a filter in a request', () => {
  it.each<[string, string, unknown, unknown]>([
    ['country_code', '=', ' de', 'DE'],
    ['country_code', 'in', ['de', 'Us'], ['DE', 'US']],
    ['suggested_role', '=', 'cto', 'CTO'],
    ['email', '!=', ' CTO@Bücher.Example', 'cto@xn--bcher-kva.example'],
    ['email', 'contains', '@Example', '@Example'],
    ['followers', '>=', '1000', 1_000],
    ['followers', 'between', [1, 2], [1, 2]],
    ['is_current', '=', 'yes', true],
    ['skill', 'exists', 'false', false],
    ['fetched_at', '>', '2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['fetched_at', '<', '2026-01-31T12:00', '2026-01-31T12:00:00.000Z'],
    ['fetched_at', '=', '2026-01-31T12:00:00.1234+0130', '2026-01-31T10:30:00.123Z'],
    ['about', 'contains', 'a\0b\ud800', 'ab\ufffd'],
    ['company', '=', '  Acme ', '  Acme '],
  ])('%s %s %j is compared as %j', (field, type, sent, compared) => {
    expect(valueOf(field, type, sent)).toEqual(compared);
  });

  it.each<[string, string, unknown, string]>([
    ['country_code', '=', 'Germany', 'filter.value string_pattern_mismatch'],
    ['suggested_role', 'in', ['CTO', 'CEO'], 'filter.value.1 enum'],
    ['email', '=', 'ann', 'filter.value email_at_sign'],
    ['followers', '=', 'many', 'filter.value float_parsing'],
    ['followers', '=', null, 'filter.value float_type'],
    ['followers', '<', 1e300, 'filter.value less_than_equal'],
    ['followers', '>', -1e300, 'filter.value greater_than_equal'],
    ['followers', '>', Infinity, 'filter.value less_than_equal'],
    ['followers', 'contains', '1', 'filter.type enum'],
    ['followers', 'between', [2, 1], 'filter.value value_error'],
    ['followers', 'between', [1], 'filter.value too_short'],
    ['followers', 'between', [1, 2, 3], 'filter.value too_long'],
    ['followers', 'between', 1, 'filter.value list_type'],
    ['is_current', '>', true, 'filter.type enum'],
    ['is_current', '=', 'perhaps', 'filter.value bool_parsing'],
    ['is_current', '=', [], 'filter.value bool_type'],
    ['fetched_at', '=', 'yesterday', 'filter.value datetime_parsing'],
    ['fetched_at', '=', '2026-02-30', 'filter.value datetime_parsing'],
    ['fetched_at', '=', '9999-12-31T23:59:59-10:00', 'filter.value datetime_parsing'],
    ['fetched_at', '=', 5, 'filter.value datetime_parsing'],
    ['name', '=', 7, 'filter.value string_type'],
    ['name', '=', '\0 ', 'filter.value string_too_short'],
    ['name', '=', 'x'.repeat(501), 'filter.value string_too_long'],
    ['name', 'in', [], 'filter.value too_short'],
    ['name', 'in', Array(101).fill('x'), 'filter.value too_long'],
    ['name', 'equals', 'x', 'filter.type enum'],
    ['name', '=', undefined, 'filter.value missing'],
    ['toString', '=', 'x', 'filter.field enum'],
    ['__proto__', '=', 'x', 'filter.field enum'],
  ])('%s %s %j is refused', (field, type, value, problem) => {
    expect(problemsOf({ field, type, value })).toEqual([problem]);
  });

  it.each<[string, unknown, string[]]>([
    ['a text', 'name = ann', ['filter model_attributes_type']],
    ['a list', [condition], ['filter model_attributes_type']],
    ['an empty object', {}, ['filter union_tag_not_found']],
    ['a group and a condition at once', { ...condition, ...group([]) }, ['filter.op mutually_exclusive']],
    ['an unknown operation', group([condition], 'xor'), ['filter.op enum']],
    ['a group without an operation', { conditions: [condition] }, ['filter.op missing']],
    ['a group without conditions', { op: 'or' }, ['filter.conditions missing']],
    ['a group of no conditions', group([]), ['filter.conditions too_short']],
    ['conditions that are no list', group(condition), ['filter.conditions list_type']],
    ['a condition without a field', { type: '=', value: 1 }, ['filter.field missing']],
    ['a condition without an operator', { field: 'name', value: 'x' }, ['filter.type missing']],
    [
      'several problems',
      group([condition, { field: 'name' }, group([null, { field: 'followers', type: '=', value: 'x' }], 'or')]),
      [
        'filter.conditions.1.type missing',
        'filter.conditions.2.conditions.0 model_attributes_type',
        'filter.conditions.2.conditions.1.value float_parsing',
      ],
    ],
  ])('that is %s is refused', (_case, sent, problems) => {
    expect(problemsOf(sent)).toEqual(problems);
  });

  it('names the operators of the field', () => {
    expect(readFilter({ field: 'is_current', type: '>', value: 1 }, 'filter')).toEqual({
      problems: [
        {
          field: 'filter.type',
          message: "Input should be '=', '!=' or 'exists' for is_current",
          invalid_value: '>',
          error_type: 'enum',
        },
      ],
    });
  });

  it('has at most 5 levels of groups', () => {
    expect(problemsOf(nested(5))).toEqual([]);
    expect(problemsOf(nested(6))).toEqual([`filter${'.conditions.0'.repeat(5)} too_deep`]);
  });

  it('has at most 50 conditions, wherever they are', () => {
    const many = (count: number) => group([group(copies(count - 25, condition)), ...copies(25, condition)]);
    expect(problemsOf(many(50))).toEqual([]);
    expect(problemsOf(many(51))).toEqual(['filter too_long']);
  });

  it.each<[string, unknown]>([
    ['conditions', condition],
    ['empty groups', group([])],
    ['groups within groups', nested(9)],
    ['conditions without a field', { type: '=' }],
    ['numbers', 0],
    ['long lists of wrong values', { field: 'name', type: 'in', value: Array(100).fill(0) }],
  ])('is not walked to the end of 10,000 %s', (_what, item) => {
    const walked = new Set<string>();
    const counted = new Proxy(Array<unknown>(10_000).fill(item), {
      get: (list, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) walked.add(key);
        return Reflect.get(list, key) as unknown;
      },
    });
    const read = readFilter({ op: 'or', conditions: counted, toJSON: () => null }, 'filter');
    expect(walked.size).toBeLessThanOrEqual(52);
    expect('problems' in read && read.problems.length).toBeGreaterThan(0);
    expect('problems' in read && read.problems.length).toBeLessThanOrEqual(202);
  });

  it('is accepted if it is within the limits, and means the same when it is read again', () => {
    fc.assert(
      fc.property(aFilter(), (sent) => {
        const first = readFilter(sent, 'filter');
        expect(first).toEqual({ filter: expect.anything() });
        if ('filter' in first) expect(readFilter(first.filter, 'filter')).toEqual(first);
      }),
    );
  });

  it('is within the limits if it is accepted, and has a path for each problem if it is not', () => {
    fc.assert(
      fc.property(nearlyAFilter(), (sent) => {
        const read = readFilter(sent, 'filter');
        if ('filter' in read) {
          expect(levelsOf(read.filter)).toBeLessThanOrEqual(5);
          expect(conditionsOf(read.filter)).toBeLessThanOrEqual(50);
        } else {
          expect(read.problems.length).toBeGreaterThan(0);
          for (const { field } of read.problems)
            expect(field).toMatch(/^filter(\.(conditions|\d+|op|field|type|value))*$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads the same as JSON text', () => {
    fc.assert(
      fc.property(aFilter(), (sent) => {
        expect(readFilterText(JSON.stringify(sent), 'filter')).toEqual(readFilter(sent, 'filter'));
      }),
    );
  });

  it.each([
    ['no JSON', '{"op":'],
    ['nested very deeply', '['.repeat(8_000) + ']'.repeat(8_000)],
  ])('is refused as text that is %s', (_case, text) => {
    const read = readFilterText(text, 'filter');
    expect(read).toMatchObject({ problems: [{ field: 'filter', error_type: 'json_invalid' }] });
  });
});

function levelsOf(node: FilterNode): number {
  return 'op' in node ? 1 + Math.max(...node.conditions.map(levelsOf)) : 0;
}

function conditionsOf(node: FilterNode): number {
  return 'op' in node ? node.conditions.reduce((sum, inner) => sum + conditionsOf(inner), 0) : 1;
}
