import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { InMemoryUpkeepProgress } from '../../test/support/in-memory-upkeep-progress.js';
import { unlimited } from '../../test/support/unlimited.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import type { Choice, LinkedInProfileErasure } from '../linkedin-profiles/erasure/linkedin-profile-erasure.js';
import { NO_TRACES } from '../model/person-traces.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { ErasedRows } from './erased-rows.js';
import type { ErasureReceipts } from './receipts/erasure-receipts.js';

const DAY = 24 * 3_600_000;
const NOW = Date.UTC(2026, 1, 1);
const digester = new PersonDigester('key', true);

describe('rows of erased people', () => {
  let progress: InMemoryUpkeepProgress;
  /** Addresses, page by page; those that were deleted; positions that were read. */
  let pages: string[][];
  let deleted: string[];
  let read: (string | null)[];
  let latest: Date | null;
  let rowsAPage: number;
  beforeEach(() => {
    progress = new InMemoryUpkeepProgress();
    [pages, deleted, read, latest, rowsAPage] = [[], [], [], new Date(NOW - 1), 1];
    jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => void jest.restoreAllMocks());

  const rows: Pick<LinkedInProfileErasure, 'erasePage'> = {
    erasePage: async (after: string | null, choice: Choice) => {
      read.push(after);
      const index = Number(after ?? 0);
      const emails = pages[index] ?? [];
      const chosen = await choice(emails.map((email) => ({ ...NO_TRACES, emails: [email] })));
      deleted.push(...emails.filter((_, place) => chosen[place]));
      return { rows: rowsAPage, deleted: 0, next: index + 1 < pages.length ? String(index + 1) : null };
    },
  };
  const receipts: Pick<ErasureReceipts, 'latest' | 'known'> = {
    latest: async () => latest,
    known: async (digests) => {
      const erased = new Set(digester.digests({ emails: ['ann@x.io'] }));
      return new Set(digests.filter((digest) => erased.has(digest)));
    },
  };
  /** A round in a process of its own: only the progress is shared. */
  const round = (now = NOW) => {
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const erasure = rows as LinkedInProfileErasure;
    return new ErasedRows(erasure, receipts as ErasureReceipts, digester, progress, new UpkeepTasks()).run(unlimited());
  };

  it('are deleted after an erasure, and all others stay', async () => {
    pages = [['bob@x.io'], ['ann@x.io', 'eva@x.io']];
    await round();
    expect(deleted).toEqual(['ann@x.io']);
    await round(NOW + DAY);
    expect(read).toEqual([null, '1']);
  });

  it('are not looked for before anybody was erased', async () => {
    latest = null;
    await round();
    expect(read).toEqual([]);
  });

  it('are looked for again after a later erasure, once a day', async () => {
    pages = [['bob@x.io']];
    await round();
    latest = new Date(NOW + 1);
    await round(NOW + DAY - 1);
    expect(read).toEqual([null]);
    await round(NOW + DAY);
    expect(read).toEqual([null, null]);
  });

  it('are looked for in rounds, and the next process continues where one stopped', async () => {
    pages = Array.from({ length: 5 }, () => []);
    rowsAPage = 5_000;
    await round();
    await round();
    await round();
    await round();
    expect(read).toEqual([null, '1', '2', '3', '4']);
  });
});
