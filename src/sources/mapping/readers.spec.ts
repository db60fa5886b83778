import { describe, expect, it } from '@jest/globals';
import { ExactNumber } from '../../model/exact-number.js';
import { count } from './count.js';
import { countryCode } from './country.js';
import { dateRange } from './date-range.js';
import { flag } from './flag.js';
import { hostName } from './host-name.js';
import { list, textList } from './list.js';
import { dateFrom, month, partialDate, year } from './partial-date.js';
import { text } from './text.js';

describe('text', () => {
  it.each([
    ['  Ann ', 'Ann'],
    ['', null],
    ['N/A', null],
    ['null', null],
    ['—', null],
    ['NA', 'NA'],
    ['Nullmann', 'Nullmann'],
    ['a\u0000b', 'ab'],
    ['\ud83d', '\ufffd'],
    ['𠮷 👩‍💻', '𠮷 👩‍💻'],
    [7, '7'],
    [Number.NaN, null],
    [ExactNumber.read('12345678901234567890'), '12345678901234567890'],
    [[ExactNumber.read('12345678901234567890')], '12345678901234567890'],
    [true, null],
    [{ name: 'Acme' }, 'Acme'],
    [['only'], 'only'],
    [['one', 'two'], null],
    [null, null],
    [undefined, null],
  ])('reads %j as %j', (value, expected) => {
    expect(text(value)).toBe(expected);
  });
});

describe('count', () => {
  it.each([
    [1234, 1234],
    ['1,234', 1234],
    ['1.234.567', 1_234_567],
    ['1 234', 1234],
    ['500+', 500],
    ['10K+', 10_000],
    ['1.5M followers', 1_500_000],
    ['1,234 followers', 1234],
    [12.7, 12],
    ['0', 0],
    ['', null],
    ['51-200', null],
    [-3, null],
    ['many', null],
    [9e15, null],
    ['99999999999999999999', null],
    [ExactNumber.read('99999999999999999999'), null],
    [ExactNumber.read('1e400'), null],
    [ExactNumber.read('1234.0000000000000000001'), 1234],
    [{ a: 1 }, null],
  ])('reads %j as %j', (value, expected) => {
    expect(count(value)).toBe(expected);
  });
});

describe('year and month', () => {
  it.each([
    [2019, 2019],
    ['2019', 2019],
    ['Jan 2019', 2019],
    [{ year: 2019 }, 2019],
    ['', null],
    [0, null],
    ['20191', null],
  ])('reads %j as the year %j', (value, expected) => {
    expect(year(value)).toBe(expected);
  });

  it.each([
    [3, 3],
    ['03', 3],
    ['March', 3],
    ['Sept.', 9],
    ['', null],
    [13, null],
    ['Brumaire', null],
  ])('reads %j as the month %j', (value, expected) => {
    expect(month(value)).toBe(expected);
  });

  it.each([
    [2020, 'Mar', '2020-03'],
    ['2020', 12, '2020-12'],
    ['2020', '', '2020'],
    ['', 3, null],
  ])('makes a date of %j and %j', (ofYear, ofMonth, expected) => {
    expect(partialDate(ofYear, ofMonth)).toBe(expected);
  });

  it.each([
    ['2020-03-15T00:00:00Z', '2020-03'],
    ['Issued Mar 2019', '2019-03'],
    ['March 5, 2019', '2019-03'],
    ['03/2019', '2019-03'],
    [2019, '2019'],
    [{ year: 2019, month: 'March' }, '2019-03'],
    ['soon', null],
  ])('finds in %j the date %j', (value, expected) => {
    expect(dateFrom(value)).toBe(expected);
  });
});

describe('dateRange', () => {
  it.each([
    ['Mar 2018 - Jan 2020 · 1 yr 11 mos', '2018-03', '2020-01', false],
    ['Jan 2020 – Present', '2020-01', null, true],
    ['2018-2020', '2018', '2020', false],
    ['2018', '2018', null, false],
    ['2018-03 - 2019-11', '2018-03', '2019-11', false],
    ['', null, null, false],
  ])('reads %j', (value, start, end, open) => {
    expect(dateRange(value)).toEqual({ start, end, open });
  });
});

describe('list', () => {
  it.each([
    [null, []],
    ['', []],
    ['N/A', []],
    [
      ['a', null, '', {}, 'b'],
      ['a', 'b'],
    ],
    [{ a: 1 }, [{ a: 1 }]],
    [{ 0: 'a', 1: 'b' }, ['a', 'b']],
    [{ items: ['a'], total: 1 }, ['a']],
    [
      [['a'], ['b']],
      ['a', 'b'],
    ],
    ['["a","b"]', ['a', 'b']],
    ['[a', ['[a']],
    ['[12345678901234567890]', ['12345678901234567890']],
    [{ title: '', years: [] }, []],
  ])('finds the elements of %j', (value, expected) => {
    expect(list(value)).toEqual(expected);
  });

  it('takes a text apart, but not the texts of a list, and holds each once', () => {
    expect(textList('Go, Rust,Go', /,/)).toEqual(['Go', 'Rust']);
    expect(textList(['Technology, Information and Internet', { name: 'Go' }, { skill: 'SQL' }], /,/)).toEqual([
      'Technology, Information and Internet',
      'Go',
      'SQL',
    ]);
  });

  it('does not follow nesting into the abyss', () => {
    const nested = Array.from({ length: 50_000 }).reduce<unknown>((inner) => [inner], 'x');
    expect(() => list(nested)).not.toThrow();
  });
});

describe('countryCode', () => {
  it.each([
    ['Germany', 'DE'],
    ['united states', 'US'],
    ['USA', 'US'],
    ['UK', 'GB'],
    ['us', 'US'],
    ['GBR', 'GB'],
    ['Türkiye', 'TR'],
    ['Turkiye', 'TR'],
    ['South Korea', 'KR'],
    ['NA', 'NA'],
    ['Atlantis', null],
    ['XX', null],
    ['constructor', null],
    ['', null],
    [49, null],
  ])('reads %j as %j', (value, expected) => {
    expect(countryCode(value)).toBe(expected);
  });
});

describe('flag and hostName', () => {
  it.each([
    [true, true],
    ['True', true],
    [1, true],
    ['no', false],
    ['', null],
    ['maybe', null],
  ])('reads %j as the flag %j', (value, expected) => {
    expect(flag(value)).toBe(expected);
  });

  it.each([
    ['https://www.Acme.example/about', 'acme.example'],
    ['acme.example', 'acme.example'],
    ['not a host', null],
    ['localhost', null],
    ['', null],
  ])('reads the host of %j as %j', (value, expected) => {
    expect(hostName(value)).toBe(expected);
  });
});
