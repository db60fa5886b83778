import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { until } from '../../../test/support/until.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { Disk } from './disk.js';
import { DiskCheck } from './disk-check.js';

const MB = 1024 * 1024;
const failure = (code: string) => Object.assign(new Error(`${code}: something`), { code });

class FakeDisk extends Disk {
  free: number | null = 1_000 * MB;
  refusal: Error | null = null;
  looks = 0;

  override async freeBytes(): Promise<number | null> {
    this.looks += 1;
    return this.free;
  }

  override async tryWriting(): Promise<void> {
    if (this.refusal !== null) throw this.refusal;
  }
}

describe('the look at the disk of the data directory', () => {
  const lines: string[] = [];
  let closing: AbortController;
  let disk: FakeDisk;
  let check: DiskCheck;

  beforeEach(() => {
    lines.length = 0;
    for (const level of ['log', 'warn'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation((line: unknown) => void lines.push(String(line)));
    }
    closing = new AbortController();
    disk = new FakeDisk();
    check = new DiskCheck('/data', disk, closing.signal);
  });
  afterEach(() => {
    closing.abort();
    jest.restoreAllMocks();
  });

  it('finds nothing where there is space, or where the file system does not say how much', async () => {
    await check.run();
    disk.free = null;
    await check.run();
    expect(lines).toEqual([]);
  });

  it('fails as long as less is free than Postgres takes at once, and says so once', async () => {
    disk.free = 31 * MB;
    await expect(check.run()).rejects.toThrow(StoreUnavailableError);
    disk.free = 0;
    await expect(check.run()).rejects.toThrow('The disk of DATA_DIR is full (less than 32 MB free): free some space');
    expect(lines).toHaveLength(1);
    disk.free = 32 * MB;
    await check.run();
    expect(lines).toEqual([expect.stringMatching(/is full/), 'The disk of DATA_DIR has free space again']);
  });

  it('notices by itself that space was freed', async () => {
    disk.free = 0;
    await expect(check.run()).rejects.toThrow(/is full/);
    disk.free = 100 * MB;
    await until(async () => (lines.length === 2 ? true : null));
  });

  it.each([
    ['ENOSPC', /^The disk of DATA_DIR is full \(ENOSPC\): free some space, or raise the quota$/],
    ['EDQUOT', /^The disk of DATA_DIR is full \(EDQUOT\): free some space, or raise the quota$/],
    ['EROFS', /^DATA_DIR cannot be written \(EROFS\): check its disk and its permissions$/],
  ])('fails where nothing can be written although space is free: %s', async (code, sentence) => {
    disk.refusal = failure(code);
    await expect(check.run()).rejects.toThrow(sentence);
  });

  it('is one for all who ask at the same time', async () => {
    await Promise.all([check.run(), check.run(), check.run()]);
    expect(disk.looks).toBe(1);
  });
});
