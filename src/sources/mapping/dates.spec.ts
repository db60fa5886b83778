import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { dateRange } from './date-range.js';
import { LINKEDIN_LOCALES } from './linkedin-locales.js';
import { dateFrom, month, year } from './partial-date.js';

describe('a date', () => {
  it.each([
    ['2020年3月', '2020-03'],
    ['2020 年 3 月', '2020-03'],
    ['2020年三月', '2020-03'],
    ['2020년 3월', '2020-03'],
    ['mars 2020', '2020-03'],
    ['März 2020', '2020-03'],
    ['marzo de 2020', '2020-03'],
    ['5 de março de 2020', '2020-03'],
    ['марта 2020', '2020-03'],
    ['март 2020 г.', '2020-03'],
    ['févr. 2020', '2020-02'],
    ['2020. márc.', '2020-03'],
    ['tháng 3 năm 2020', '2020-03'],
    ['thg 3 2020', '2020-03'],
    ['مارس ٢٠٢٠', '2020-03'],
    ['آذار 2020', '2020-03'],
    ['במרץ 2020', '2020-03'],
    ['मार्च २०२०', '2020-03'],
    ['มี.ค. 2020', '2020-03'],
    ['มีนาคม 2563', '2020-03'],
    ['Mart 2020', '2020-03'],
    ['Sept 2020', '2020-09'],
    ['2020 March', '2020-03'],
    ['Mar-2020', '2020-03'],
    ['03/2020', '2020-03'],
    ['3/2020', '2020-03'],
    ['03.2020', '2020-03'],
    ['2020-03', '2020-03'],
    ['2020/03', '2020-03'],
    ['２０２０年３月', '2020-03'],
    ['15.03.2020', '2020-03'],
    ['03.04.2020', '2020-04'],
    ['15/03/2020', '2020-03'],
    ['03/15/2020', '2020-03'],
    ['March 5th, 2020', '2020-03'],
  ])('%j is %j', (words, expected) => {
    expect(dateFrom(words)).toBe(expected);
  });

  it.each([
    ['03/04/2020', '2020'],
    ['03-04-2020', '2020'],
    ['13/2020', '2020'],
    ['Mayor 2020', '2020'],
    ['Martin 2020', '2020'],
    ['2020-13', '2020'],
    ['فروردین ۱۳۹۹', null],
    ['2563', null],
    ['令和2年3月', null],
    ['5780', null],
    ['ju 2020', '2020'],
  ])('%j, which may be several things, is no more than %j', (words, expected) => {
    expect(dateFrom(words)).toBe(expected);
  });

  it.each(LINKEDIN_LOCALES)('is read with each month as %s names it', (locale) => {
    const forms = (['long', 'short'] as const).flatMap((name) => [
      { month: name, year: 'numeric' as const },
      { month: name, year: 'numeric' as const, day: 'numeric' as const },
    ]);
    const wrong = forms.flatMap((form) => {
      const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { ...form, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, at) => at).flatMap((at) => {
        const written = format.format(Date.UTC(2020, at, 17));
        const expected = `2020-${String(at + 1).padStart(2, '0')}`;
        return dateFrom(written) === expected ? [] : [[written, dateFrom(written)]];
      });
    });
    expect(wrong).toEqual([]);
  });

  // Without Croatian, in which `listopad` is October: in Czech and Polish, which LinkedIn speaks, it is November.
  it.each('af az be bg ca et eu gl hy is ka kk lt lv mk sk sl sq sr sw ur uz'.split(' '))(
    'is never another month than the one that was written in %s, which LinkedIn does not speak',
    (locale) => {
      const form = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
      const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, form);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1950, max: 2030 }), (at, inYear) => {
          const expected = `${inYear}-${String(at + 1).padStart(2, '0')}`;
          expect([expected, String(inYear), null]).toContain(dateFrom(format.format(Date.UTC(inYear, at, 17))));
        }),
        { numRuns: 300 },
      );
    },
  );

  it('has a year and a month in other scripts, too', () => {
    expect([year('٢٠٢٠'), year('२०२०'), month('٣'), month('3月'), month('März')]).toEqual([2020, 2020, 3, 3, 3]);
  });
});

describe('a range', () => {
  it.each([
    ['Mar 2020 – Present · 2 yrs', '2020-03', null, true],
    ['mars 2020 - aujourd’hui', '2020-03', null, true],
    ["mars 2020 - aujourd'hui · 2 ans", '2020-03', null, true],
    ['März 2020–Heute', '2020-03', null, true],
    ['mar. de 2020 - actualidad', '2020-03', null, true],
    ['mar de 2020 - o momento', '2020-03', null, true],
    ['mar 2020 - Presente', '2020-03', null, true],
    ['mrt. 2020 - heden', '2020-03', null, true],
    ['mars 2020 – nu', '2020-03', null, true],
    ['mar 2020 – obecnie', '2020-03', null, true],
    ['март 2020 – настоящее время', '2020-03', null, true],
    ['Mar 2020 - halen', '2020-03', null, true],
    ['2020年3月 - 現在', '2020-03', null, true],
    ['2020年3月 - 至今', '2020-03', null, true],
    ['2020년 3월 - 현재', '2020-03', null, true],
    ['مارس 2020 - حتى الآن', '2020-03', null, true],
    ['मार्च 2020 - वर्तमान', '2020-03', null, true],
    ['มี.ค. 2020 - ปัจจุบัน', '2020-03', null, true],
    ['2018年1月 - 2020年3月', '2018-01', '2020-03', false],
    ['janv. 2018 – mars 2020 · 2 ans 3 mois', '2018-01', '2020-03', false],
    ['01/2018 - 03/2020', '2018-01', '2020-03', false],
    ['2018 Jan - 2020 Mar', '2018-01', '2020-03', false],
    ['2018-01 – 2020-03', '2018-01', '2020-03', false],
    ['2018 – 2020 numerous', '2018', '2020', false],
  ])('%j is read', (words, start, end, open) => {
    expect(dateRange(words)).toEqual({ start, end, open });
  });
});
