import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { count } from './count.js';
import { LINKEDIN_LOCALES } from './linkedin-locales.js';

const OTHER_LOCALES =
  'af am az be bg bs ca et eu gl gu hr hy is ka kk km kn lo lt lv mk ml mn my ne si sk sl sq sr sw ta ur uz zu';
const LOCALES = [
  ...LINKEDIN_LOCALES,
  ...OTHER_LOCALES.split(' '),
  'de-LI',
  'en-ZA',
  'es-AR',
  'ar-EG',
  'fa-IR',
  'hi-u-nu-deva',
];
const counts = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 2_147_483_647 }));

describe('count', () => {
  it.each([
    ['1.2 million followers', 1_200_000],
    ['1.2M followers', 1_200_000],
    ['1.5 M', 1_500_000],
    ['3 million', 3_000_000],
    ['10.000', 10_000],
    ['10,000', 10_000],
    ['10 000', 10_000],
    ['10\u202f000', 10_000],
    ["10'000", 10_000],
    ['10’000', 10_000],
    ['10 mil', 10_000],
    ['10 mil seguidores', 10_000],
    ['10 mil.', 10_000_000],
    ['1,2 mln', 1_200_000],
    ['1,2 Mio. Follower', 1_200_000],
    ['12 mille', 12_000],
    ['500+', 500],
    ['+500', 500],
    ['500+ connections', 500],
    ['more than 500 connections', 500],
    ['12K', 12_000],
    ['12k+', 12_000],
    ['12 k abonnés', 12_000],
    ['12,5 тыс. подписчиков', 12_500],
    ['1,20,000', 120_000],
    ['12,34,567 followers', 1_234_567],
    ['1.2 lakh', 120_000],
    ['2 crore', 20_000_000],
    ['1.2万', 12_000],
    ['1.2万人', 12_000],
    ['3억', 300_000_000],
    ['١٬٢٣٤', 1234],
    ['۱۲۳۴', 1234],
    ['１２３４', 1234],
    ['1,234.0', 1234],
    ['1.234,5', 1234],
    [1.234, 1],
  ])('reads %j as %j', (value, expected) => {
    expect(count(value)).toBe(expected);
  });

  it.each(
    '1,5|12 B|1.234K|1,234 million|1,2,3|1.23.456|1,234.567|10,00|1.2 tisoc|5 elfu|10 хил.|10-20|10 to 20|1/2|10²|12½|-5|1e5|5 years|$500|50%|3 billion|0x10'.split(
      '|',
    ),
  )('does not guess what %j is', (value) => {
    expect(count(value)).toBeNull();
  });

  it('reads every number that a locale formats as that number or as unknown', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(...LOCALES), (number, locale) => {
        expect([number, null]).toContain(count(new Intl.NumberFormat(locale).format(number)));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(LINKEDIN_LOCALES)('reads all counts as %s groups them', (locale) => {
    const format = new Intl.NumberFormat(locale);
    fc.assert(fc.property(counts, (number) => expect(count(format.format(number))).toBe(number)));
  });

  it('reads every abbreviated number as that number or as unknown', () => {
    const digits = fc.integer({ min: 1, max: 99 });
    const styles = fc.constantFrom('short' as const, 'long' as const);
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: 3, max: 8 }),
        fc.constantFrom(...LOCALES),
        styles,
        (two, power, locale, style) => {
          const number = two * 10 ** (power - 1);
          if (number > 2_147_483_647) return;
          const format = new Intl.NumberFormat(locale, { notation: 'compact', compactDisplay: style });
          expect([number, null]).toContain(count(format.format(number)));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('reads nearly every abbreviation of the languages of LinkedIn', () => {
    const unread = LINKEDIN_LOCALES.flatMap((locale) =>
      [12_000, 250_000, 1_200_000, 25_000_000].flatMap((number) => {
        const written = new Intl.NumberFormat(locale, { notation: 'compact', compactDisplay: 'long' }).format(number);
        return count(written) === number ? [] : [[locale, written]];
      }),
    );
    expect(unread).toEqual([]);
  });
});
