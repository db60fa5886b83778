import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { HeldJobs } from './held-jobs.js';

describe('what the log says of jobs that wait', () => {
  let lines: unknown[];
  let held: HeldJobs;
  /** A chunk of the job from its beginning to its end. */
  const chunk = (blockedBy: 'tokens' | 'source' | null) => held.update('job', held.reasonOf('job'), blockedBy);

  beforeEach(() => {
    lines = [];
    held = new HeldJobs();
    const write = (...line: unknown[]) => void lines.push(line.find((part) => typeof part === 'object'));
    Logger.overrideLogger({ log: write, warn: write, error: write });
  });
  afterEach(() => Logger.overrideLogger(['log', 'warn', 'error', 'fatal']));

  it('is one line although the job is tried again and again, and one when it goes on', () => {
    for (const blockedBy of ['tokens', 'tokens', 'tokens', null, null] as const) chunk(blockedBy);
    expect(lines).toEqual([
      { kind: 'job', job_id: 'job', waiting_for: 'tokens' },
      { kind: 'job', job_id: 'job', waited_for: 'tokens' },
    ]);
  });

  it('tells when it waits for something else', () => {
    chunk('tokens');
    chunk('source');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ waiting_for: 'source' });
  });

  it('is not misled by a chunk that began before the job had to wait', () => {
    const before = held.reasonOf('job');
    chunk('source');
    held.update('job', before, null);
    expect(lines).toHaveLength(1);
  });
});
