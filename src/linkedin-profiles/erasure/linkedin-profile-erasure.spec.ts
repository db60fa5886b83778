import { describe, expect, it } from '@jest/globals';
import { FakeLinkedInProfilesStore } from '../../../test/support/fake-linkedin-profiles.store.js';
import type { JsonValue } from '../../model/json-value.js';
import { NO_TRACES } from '../../model/person-traces.js';
import { LinkedInProfileRows, type RowsPage, type TableRow } from '../linkedin-profile-rows.js';
import { allOf, LinkedInProfileErasure } from './linkedin-profile-erasure.js';

/** A table of one page. */
class FakeRows extends LinkedInProfileRows {
  deleted: string[] = [];

  constructor(private readonly rows: readonly TableRow[]) {
    super();
  }

  override async deletePage(
    _after: string | null,
    choose: (rows: readonly TableRow[]) => Promise<ReadonlySet<TableRow>>,
  ): Promise<RowsPage> {
    const chosen = [...(await choose(this.rows))];
    this.deleted = chosen.map(({ email }) => email);
    return { rows: this.rows.length, deleted: chosen.length, next: null };
  }
}

const ANN = { ...NO_TRACES, slugs: ['ann-example'], linkedin_ids: ['4711'], emails: ['ann@example.com'] };
const answer = (person: object) => ({ persons: [{ displayName: 'Ann Example', ...person }] });
const byUrl = answer({ linkedInUrl: 'https://www.linkedin.com/in/Ann-Example' });

describe('a row of the table', () => {
  async function isErased(key: string, data: JsonValue): Promise<boolean> {
    const rows = new FakeRows([{ email: key, at: null, data: async () => data }]);
    await new LinkedInProfileErasure(new FakeLinkedInProfilesStore(), rows).erasePage(null, allOf(ANN));
    return rows.deleted.includes(key);
  }

  it.each<[string, JsonValue]>([
    ['ann@example.com', null],
    [' Ann@EXAMPLE.com ', null],
    ['Ann Example <ann@example.com>', null],
    ['mailto:ann@example.com', null],
    ['bob@example.com; Ann@example.com', null],
    ['other@example.com', byUrl],
    ['other@example.com', answer({ id: '4711' })],
    ['ann@localhost', byUrl],
    ['n/a', byUrl],
    ['other@example.com', answer({ displayName: 'LinkedIn Member', id: '4711' })],
  ])('under the key %j with the data %j is erased', async (key, data) => {
    expect(await isErased(key, data)).toBe(true);
  });

  it.each<[string, JsonValue]>([
    ['joann@example.com', null],
    ['ann@example.com.example', 'ann@example.com'],
    ['n/a', null],
    ['n/a', answer({ linkedInUrl: 'https://www.linkedin.com/in/ann-example-2' })],
    ['<>', ['ann-example', 4711]],
  ])('under the key %j with the data %j stays', async (key, data) => {
    expect(await isErased(key, data)).toBe(false);
  });
});
