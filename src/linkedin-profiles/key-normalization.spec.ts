import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { InMemoryUpkeepProgress } from '../../test/support/in-memory-upkeep-progress.js';
import { DynamoDbUnavailableError } from '../infrastructure/dynamodb/dynamodb-unavailable.error.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { KeyNormalization } from './key-normalization.js';
import { LinkedInProfileKeys, type KeysPage } from './linkedin-profile-keys.js';

const DAY = 24 * 3_600_000;
const running = new AbortController().signal;

/** Pages of addresses, one row for each. */
class FakeKeys extends LinkedInProfileKeys {
  pages: string[][] = [];
  rowsAPage = 1;
  readonly read: (string | null)[] = [];
  readonly moves: [string, string][] = [];
  /** What happens at a move; an error is thrown. */
  onMove: (from: string) => Error | boolean = () => true;

  override async page(after: string | null): Promise<KeysPage> {
    this.read.push(after);
    const index = Number(after ?? 0);
    const next = index + 1 < this.pages.length ? String(index + 1) : null;
    return { emails: this.pages[index] ?? [], rows: this.rowsAPage, next };
  }

  override async move(from: string, to: string): Promise<boolean> {
    const outcome = this.onMove(from);
    if (outcome instanceof Error) throw outcome;
    this.moves.push([from, to]);
    return outcome;
  }
}

describe('rows under addresses as they were given', () => {
  let keys: FakeKeys;
  let progress: InMemoryUpkeepProgress;
  let logged: unknown[];
  beforeEach(() => {
    keys = new FakeKeys();
    progress = new InMemoryUpkeepProgress();
    logged = [];
    jest.spyOn(Logger.prototype, 'log').mockImplementation((line: unknown) => void logged.push(line));
  });
  afterEach(() => void jest.restoreAllMocks());

  /** A round in a process of its own: only the progress is shared. */
  const round = (signal = running) => new KeyNormalization(keys, progress, new UpkeepTasks()).run(signal);

  it('are moved to the normalized address, and all others stay', async () => {
    keys.pages = [
      ['Ann@Example.COM', 'bob@example.com', 'eva@exämple.com'],
      [' dan@example.com', 'ｆａｙ＠example.com', 'no address', 'a@b', '"Doe, Jane" <jane@example.com>'],
    ];
    await round();
    expect(keys.moves).toEqual([
      ['Ann@Example.COM', 'ann@example.com'],
      ['eva@exämple.com', 'eva@xn--exmple-cua.com'],
      [' dan@example.com', 'dan@example.com'],
      ['ｆａｙ＠example.com', 'fay@example.com'],
    ]);
    expect(logged).toEqual([{ moved: 4, rejected: 0 }]);
  });

  it('are looked for once in 30 days', async () => {
    keys.pages = [['ann@example.com']];
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    await round();
    now.mockReturnValue(30 * DAY - 1);
    await round();
    expect(keys.read).toEqual([null]);
    now.mockReturnValue(30 * DAY);
    await round();
    expect(keys.read).toEqual([null, null]);
    expect(logged).toEqual([]);
  });

  it('are looked for in rounds of 10,000 rows, and the next process continues where one stopped', async () => {
    keys.pages = Array.from({ length: 5 }, (_, index) => [`Member-${index}@example.com`]);
    keys.rowsAPage = 5_000;
    await round();
    expect(keys.read).toEqual([null, '1']);
    await round();
    await round();
    await round();
    expect(keys.read).toEqual([null, '1', '2', '3', '4']);
    expect(keys.moves).toHaveLength(5);
  });

  it('are moved in a later round if DynamoDB was throttling requests', async () => {
    const throttled = new DynamoDbUnavailableError('throttled', 'DynamoDB is throttling requests: try again later');
    keys.pages = [['Ann@example.com'], ['Bob@example.com', 'Eva@example.com'], ['Dan@example.com']];
    keys.onMove = (from) => (from.startsWith('Eva') ? throttled : true);
    await expect(round()).rejects.toBe(throttled);
    expect(logged).toEqual([{ moved: 2, rejected: 0 }]);
    keys.onMove = () => true;
    await round();
    expect(keys.read).toEqual([null, '1', '1', '2']);
    expect(keys.moves.slice(-3).map(([from]) => from)).toEqual([
      'Bob@example.com',
      'Eva@example.com',
      'Dan@example.com',
    ]);
  });

  it('keep no other row from being moved if DynamoDB rejects them', async () => {
    keys.pages = [['Ann@example.com', 'Bob@example.com']];
    keys.onMove = (from) => !from.startsWith('Ann');
    await round();
    expect(keys.moves).toHaveLength(2);
    expect(logged).toEqual([{ moved: 1, rejected: 1 }]);
  });

  it('are left to another process at shutdown', async () => {
    const shutdown = new AbortController();
    keys.pages = [['Ann@example.com', 'Bob@example.com']];
    keys.onMove = () => (shutdown.abort(new Error('shutting down')), true);
    await expect(round(shutdown.signal)).rejects.toThrow('shutting down');
    expect(keys.moves).toHaveLength(1);
    await round();
    expect(keys.moves.map(([from]) => from)).toEqual(['Ann@example.com', 'Ann@example.com', 'Bob@example.com']);
  });

  it.each([['7'], [7], [[1]], [{ after: 7, completed_at: 'x' }]])(
    'are looked for anew after progress %j',
    async (saved) => {
      progress.saved.set('linkedin-profile-keys', saved);
      keys.pages = [['Ann@example.com']];
      await round();
      expect(keys.read).toEqual([null]);
    },
  );
});
