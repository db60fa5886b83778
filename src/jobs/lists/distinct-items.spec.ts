import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mailbox, emailSpellingOf, wrappingOf } from '../../../test/support/email-address.arbitraries.js';
import { FakePersonSource } from '../../../test/support/fake-person-source.js';
import { slug, spellingOf } from '../../../test/support/linkedin-url.arbitraries.js';
import { chainOf } from '../../../test/support/source-chain.js';
import type { ListItem } from '../job.js';
import { DistinctItems } from './distinct-items.js';
import { ItemChecker } from './item-checker.js';

const anItem = (given: Partial<ListItem>): ListItem => ({
  email: null,
  linkedin_url: null,
  suggested_role: null,
  name: null,
  include_companies: null,
  custom: null,
  ...given,
});
const keyOf = ({ linkedin_url, email }: ListItem) => linkedin_url ?? email;
const distinct = (items: readonly ListItem[]) => {
  const seen = new DistinctItems();
  return items.filter((item) => seen.isNew(item));
};

describe('DistinctItems', () => {
  it('keeps exactly one row of each person, the first one, whatever the order', () => {
    const url = fc.option(fc.constantFrom('a', 'b', 'c').map((name) => `https://www.linkedin.com/in/${name}/`));
    const email = fc.option(fc.constantFrom('a@x.com', 'b@x.com', 'c@x.com'));
    const item = fc.record({ linkedin_url: url, email }).filter((given) => keyOf(anItem(given)) !== null);
    fc.assert(
      fc.property(fc.array(item.map(anItem), { maxLength: 50 }), (items) => {
        const kept = distinct(items);
        expect(kept.map(keyOf)).toEqual([...new Set(items.map(keyOf))]);
        expect(kept).toEqual([...new Set(kept.map(keyOf))].map((key) => items.find((row) => keyOf(row) === key)));
      }),
    );
  });

  it('recognizes a person in every spelling', () => {
    const checker = new ItemChecker(chainOf(new FakePersonSource()));
    const spellings = fc.oneof(
      slug()
        .chain((name) => fc.array(spellingOf(name), { minLength: 1, maxLength: 4 }))
        .map((urls) => urls.map((linkedin_url) => ({ linkedin_url }))),
      mailbox()
        .chain((box) => fc.array(emailSpellingOf(box).chain(wrappingOf), { minLength: 1, maxLength: 4 }))
        .map((emails) => emails.map((email) => ({ email }))),
    );
    fc.assert(
      fc.property(spellings, (rows) => {
        const items = rows.map((row) => checker.check(row));
        expect(distinct(items.flatMap((checked) => ('item' in checked ? [checked.item] : [])))).toHaveLength(1);
        expect(items.every((checked) => 'item' in checked)).toBe(true);
      }),
    );
  });

  it('tells a row by its URL from one by the email address beside it', () => {
    const linkedin_url = 'https://www.linkedin.com/in/ann/';
    const email = 'ann@x.com';
    expect(distinct([anItem({ linkedin_url, email }), anItem({ email }), anItem({ linkedin_url })])).toHaveLength(2);
  });
});
