import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Reachability } from './reachability.js';

describe('what the log is told of a server', () => {
  let lines: string[];
  let server: Reachability;

  beforeEach(() => {
    lines = [];
    server = new Reachability('The database');
    for (const level of ['log', 'error'] as const) {
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((message: unknown) => void lines.push(`${level} ${String(message)}`));
    }
  });
  afterEach(() => void jest.restoreAllMocks());

  it('is nothing while it answers', () => {
    server.markAvailable();
    server.markAvailable();
    expect(lines).toEqual([]);
  });

  it('is every reason of an absence once, and its end once', () => {
    for (const reason of ['refused', 'lost', 'refused', 'lost', 'refused']) server.markUnavailable(reason);
    expect(server.problem).toBe('refused');
    server.markAvailable();
    server.markAvailable();
    expect(lines).toEqual(['error refused', 'error lost', 'log The database is available again']);
    expect(server.problem).toBeNull();
  });

  it('is the same reason again when it went away again', () => {
    server.markUnavailable('refused');
    server.markAvailable();
    server.markUnavailable('refused');
    expect(lines).toEqual(['error refused', 'log The database is available again', 'error refused']);
  });
});
