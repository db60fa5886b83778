import { describe, expect, it } from '@jest/globals';
import countries from 'i18n-iso-countries';
import { PDL_COUNTRIES } from '../../../test/fixtures/people-data-labs/countries.js';
import { countryCode } from './country.js';
import { countryOfPlace } from './country-of-place.js';
import { LINKEDIN_LOCALES } from './linkedin-locales.js';

describe('countryCode', () => {
  it.each([
    ['Laos', 'LA'],
    ['Czechia', 'CZ'],
    ['Czech Republic', 'CZ'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ['Côte d’Ivoire', 'CI'],
    ["Côte d'Ivoire", 'CI'],
    ['cote d’ivoire', 'CI'],
    ['Ivory Coast', 'CI'],
    ['Trinidad & Tobago', 'TT'],
    ['Bosnia & Herzegovina', 'BA'],
    ['Antigua &amp; Barbuda', 'AG'],
    ['St. Kitts & Nevis', 'KN'],
    ['The Netherlands', 'NL'],
    ['the united states of america', 'US'],
    ['U.S.A.', 'US'],
    ['U.S.', 'US'],
    ['U.K.', 'GB'],
    ['UAE', 'AE'],
    ['England', 'GB'],
    ['Macao SAR', 'MO'],
    ['Hong Kong SAR', 'HK'],
    ['Congo, Democratic Republic of the', 'CD'],
    ['Congo (Kinshasa)', 'CD'],
    ['Republic of the Congo', 'CG'],
    ['Iran (Islamic Republic of)', 'IR'],
    ['Korea, Republic of', 'KR'],
    ["Democratic People's Republic of Korea", 'KP'],
    ['Federal Republic of Nigeria', 'NG'],
    ['Republic of China', 'TW'],
    ["People's Republic of China", 'CN'],
    ['Kosovo', 'XK'],
  ])('reads %j as people write it', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  it.each([
    ['Burma', 'MM'],
    ['Ceylon', 'LK'],
    ['Siam', 'TH'],
    ['Persia', 'IR'],
    ['Zaire', 'CD'],
    ['Swaziland', 'SZ'],
    ['Macedonia', 'MK'],
    ['East Timor', 'TL'],
    ['Upper Volta', 'BF'],
    ['West Germany', 'DE'],
  ])('reads the former name %j', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  it.each([
    ['Deutschland', 'DE'],
    ['España', 'ES'],
    ['Espana', 'ES'],
    ['Suomi', 'FI'],
    ['Ελλάδα', 'GR'],
    ['Россия', 'RU'],
    ['Україна', 'UA'],
    ['日本', 'JP'],
    ['中国', 'CN'],
    ['中國', 'CN'],
    ['대한민국', 'KR'],
    ['भारत', 'IN'],
    ['ไทย', 'TH'],
    ['Việt Nam', 'VN'],
    ['المغرب', 'MA'],
    ['ישראל', 'IL'],
    ['საქართველო', 'GE'],
    ['Mỹ', 'US'],
    ['Schweiz', 'CH'],
    ['Suisse', 'CH'],
    ['Österreich', 'AT'],
    ['México', 'MX'],
    ['États-Unis', 'US'],
  ])('reads %j in its own language', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  it.each([
    'Congo',
    'Konžský',
    'Yugoslavia',
    'Czechoslovakia',
    'Soviet Union',
    'Netherlands Antilles',
    'Norfolk',
    'Granada',
  ])('does not guess a country for %j', (name) => {
    expect(countryCode(name)).toBeNull();
  });

  it('knows every country of the list of People Data Labs', () => {
    const unknown = Object.keys(PDL_COUNTRIES).filter((name) => countryCode(name) !== PDL_COUNTRIES[name]);
    expect(unknown.map((name) => [name, countryCode(name)])).toEqual([]);
  });

  it('reads the name of a country in any language of LinkedIn as that country or as unknown', () => {
    const wrong = LINKEDIN_LOCALES.flatMap((locale) => {
      const names = new Intl.DisplayNames(locale, { type: 'region' });
      return Object.keys(countries.getAlpha2Codes()).flatMap((code) => {
        const name = names.of(code) ?? '';
        const found = countryCode(name);
        return found === null || found === code ? [] : [[locale, name, code, found]];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('knows nearly all names in the languages of LinkedIn', () => {
    const codes = Object.keys(countries.getAlpha2Codes());
    const unread = LINKEDIN_LOCALES.flatMap((locale) => {
      const names = new Intl.DisplayNames(locale, { type: 'region' });
      return codes.map((code) => names.of(code) ?? code).filter((name) => countryCode(name) === null);
    });
    expect(unread.length / (codes.length * LINKEDIN_LOCALES.length)).toBeLessThan(0.01);
  });
});

describe('the country of a place', () => {
  const of = (location: string, country = '', city = '') => countryOfPlace({ location, country, city });

  it.each([
    ['Atlanta, Georgia', 'US'],
    ['Savannah, Georgia', 'US'],
    ['Greater Atlanta Area, Georgia', 'US'],
    ['Atlanta, Georgia, United States', 'US'],
    ['Tbilisi, Georgia', 'GE'],
    ['Batumi, Adjara, Georgia', 'GE'],
    ['Georgia', null],
    ['Springfield, Georgia', null],
    ['Paris, Île-de-France, France', 'FR'],
    ['Berlin, Deutschland', 'DE'],
    ['東京、日本', 'JP'],
    ['دبي، الإمارات العربية المتحدة', 'AE'],
    ['Austin, TX, USA', 'US'],
    ['London, UK', 'GB'],
    ['San Francisco, CA', null],
    ['Manzanillo, COL', null],
    ['Norwich, Norfolk', null],
    ['Granada, Andalucía, España', 'ES'],
    ['San Francisco Bay Area', null],
  ])('%j is in %j', (location, code) => {
    expect(of(location)).toBe(code);
  });

  it('is what the field of the country says, unless the town says that a state stands there', () => {
    expect(of('Berlin, Germany', 'France')).toBe('FR');
    expect(of('Tbilisi, Georgia', 'Georgia')).toBe('GE');
    expect(of('', 'Georgia', '')).toBe('GE');
    expect(of('', 'Georgia', 'Atlanta')).toBe('US');
    expect(of('Atlanta, Georgia', 'Georgia')).toBe('US');
  });
});
