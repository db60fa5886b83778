import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { chainOf, guarded } from '../../../test/support/source-chain.js';
import { SourceChain } from '../../sources/source-chain.js';
import { guardedCell } from '../../common/text/formula-guard.js';
import { ItemChecker, type RawItem } from './item-checker.js';

const URL = 'https://www.linkedin.com/in/ann/';
const EMAIL = 'ann@x.com';
const any = new ItemChecker(chainOf(new FakePersonSource()));
const source = guarded(new FakePersonSource());
const urlsOnly = new ItemChecker(new SourceChain([source], []));
const emailsOnly = new ItemChecker(new SourceChain([], [source]));
const itemOf = (raw: RawItem, checker = any) => {
  const checked = checker.check(raw);
  return 'item' in checked ? checked.item : checked;
};

describe('ItemChecker', () => {
  it('takes what a row says in its normal form, and the job decides the rest', () => {
    const custom = { crm_id: '7' };
    const raw = {
      email: ' Ann@X.com ',
      linkedin_url: 'linkedin.com/in/Ann?trk=x',
      suggested_role: ' cto ',
      name: ' Ann ',
      include_companies: 'Yes',
      custom,
    };
    const item = {
      email: EMAIL,
      linkedin_url: URL,
      suggested_role: 'CTO',
      name: 'Ann',
      include_companies: true,
      custom,
    };
    expect(itemOf(raw)).toEqual(item);
    const blank = { suggested_role: ' ', name: '', include_companies: null, custom: null };
    const none = { suggested_role: null, name: null, include_companies: null, custom: null };
    expect(itemOf({ email: EMAIL, linkedin_url: '  ', ...blank })).toEqual({
      email: EMAIL,
      linkedin_url: null,
      ...none,
    });
    expect(itemOf({ linkedin_url: URL })).toEqual({ email: null, linkedin_url: URL, ...none });
  });

  it.each([
    ['Jane <jane@x.com>', 'jane@x.com'],
    ['"Doe, Jane" <jane@x.com>', 'jane@x.com'],
    ['mailto:jane@x.com', 'jane@x.com'],
    ['jane@x.com;', 'jane@x.com'],
    ["'=x@y.com", '=x@y.com'],
    [" '+x@y.com", '+x@y.com'],
    ["'x@y.com'", 'x@y.com'],
    ["o'neil@x.com", "o'neil@x.com"],
  ])('reads the cell %j as %s', (email, value) => {
    expect(itemOf({ email })).toMatchObject({ email: value });
  });

  it('leaves out an invalid lookup beside a valid one', () => {
    expect(itemOf({ email: 'n/a', linkedin_url: URL })).toMatchObject({ email: null, linkedin_url: URL });
    expect(itemOf({ email: EMAIL, linkedin_url: '-' })).toMatchObject({ email: EMAIL, linkedin_url: null });
  });

  it.each<[RawItem, string, RegExp]>([
    [{}, '', /LinkedIn URL or an email address/],
    [{ email: ' ', linkedin_url: null }, '', /LinkedIn URL or an email address/],
    [{ email: 'ann@' }, 'ann@', /after the @/],
    [{ email: 'a@x.com, b@x.com' }, 'a@x.com, b@x.com', /More than one/],
    [{ email: 7 }, '7', /must be a string/],
    [{ linkedin_url: 'https://example.com/in/ann' }, 'https://example.com/in/ann', /LinkedIn member profile/],
    [{ linkedin_url: 'x'.repeat(3_000) }, 'x'.repeat(200), /at most 2083/],
    [{ linkedin_url: { a: 1 } }, '{"a":1}', /string/],
    [{ email: EMAIL, suggested_role: 'CEO' }, 'CEO', /CTO, CIO or CISO/],
    [{ email: EMAIL, suggested_role: ['CTO'] }, '["CTO"]', /CTO, CIO or CISO/],
    [{ email: EMAIL, name: 'n'.repeat(201) }, 'n'.repeat(200), /at most 200/],
    [{ email: EMAIL, name: 7 }, '7', /must be text/],
    [{ email: EMAIL, include_companies: 'maybe' }, 'maybe', /true or false/],
  ])('refuses %j', (raw, value, reason) => {
    expect(any.check(raw)).toEqual({ value, reason: expect.stringMatching(reason) });
  });

  it('says which setting is missing for a row that no configured source accepts', () => {
    expect(urlsOnly.check({ email: EMAIL })).toEqual({ value: EMAIL, reason: expect.stringContaining('EMAIL_SOURCE') });
    expect(emailsOnly.check({ linkedin_url: URL })).toEqual({
      value: URL,
      reason: expect.stringContaining('PROFILE_SOURCE'),
    });
    expect(itemOf({ email: EMAIL, linkedin_url: URL }, urlsOnly)).toMatchObject({ email: EMAIL, linkedin_url: URL });
    expect(emailsOnly.check({ email: 'ann', linkedin_url: URL })).toMatchObject({ value: 'ann' });
  });

  it('reads the cells of an export as what was exported', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.oneof(name, fc.constantFrom('=1+1', '-5', '+49 170', '@ann', "'quoted'")), (text) => {
        const first = any.check({ email: EMAIL, name: text });
        const given = 'item' in first ? (first.item.name ?? '') : '';
        const again = any.check({ email: EMAIL, name: guardedCell(given) });
        expect(again).toEqual(first);
      }),
    );
  });

  it('takes items as JSON, with what they carry along as text', () => {
    const custom = { crm_id: 4711, 'vip?': true, note: '', 'none yet': null, text: 'a\0b' };
    expect(any.checkJson({ email: EMAIL, custom, unknown: 1 })).toMatchObject({
      item: { email: EMAIL, custom: { crm_id: '4711', 'vip?': 'true', note: '', 'none yet': '', text: 'ab' } },
    });
  });

  it.each([
    ['x', /object/],
    [[EMAIL], /object/],
    [null, /object/],
    [{ email: EMAIL, custom: ['a'] }, /custom must be an object/],
    [{ email: EMAIL, custom: { a: { b: 1 } } }, /text, numbers or booleans/],
    [{ email: EMAIL, custom: { a: 2 ** 60 } }, /send it as text/],
    [{ email: EMAIL, custom: { a: 'x'.repeat(201) } }, /200 characters/],
    [{ email: EMAIL, custom: { ['x'.repeat(201)]: '' } }, /200 characters/],
    [{ email: EMAIL, custom: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`k${n}`, n])) }, /10 keys/],
  ])('refuses the JSON item %j', (item, reason) => {
    expect(any.checkJson(item)).toMatchObject({ reason: expect.stringMatching(reason) });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        any.checkJson(value);
        any.checkJson({ email: value, linkedin_url: value, suggested_role: value, name: value, custom: value });
      }),
    );
  });
});
