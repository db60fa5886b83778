import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { OutageReporter } from './outage-reporter.js';

describe('the log of a backend', () => {
  let lines: string[];
  let server: OutageReporter;

  beforeEach(() => {
    lines = [];
    server = new OutageReporter({ context: 'Postgres', level: 'error', restored: 'The database is available again' });
    for (const level of ['log', 'error'] as const) {
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((message: unknown) => void lines.push(`${level} ${String(message)}`));
    }
  });
  afterEach(() => void jest.restoreAllMocks());

  it('is empty while it responds', () => {
    server.markAvailable();
    server.markAvailable();
    expect(lines).toEqual([]);
  });

  it('contains each reason of an outage once, and its end once', () => {
    for (const reason of ['refused', 'lost', 'refused', 'lost', 'refused']) server.markUnavailable(reason);
    expect(server.problem).toBe('refused');
    server.markAvailable();
    server.markAvailable();
    expect(lines).toEqual(['error refused', 'error lost', 'log The database is available again']);
    expect(server.problem).toBeNull();
  });

  it('contains the same reason again in a new outage', () => {
    server.markUnavailable('refused');
    server.markAvailable();
    server.markUnavailable('refused');
    expect(lines).toEqual(['error refused', 'log The database is available again', 'error refused']);
  });

  it('is silent after the backend was closed', () => {
    const closing = new AbortController();
    server = new OutageReporter({ context: 'x', restored: 'back', closed: closing.signal });
    closing.abort();
    server.markUnavailable('refused');
    expect(server.problem).toBeNull();
    expect(lines).toEqual([]);
  });

  it('reports the end of an outage after a background probe, with one probe at a time', async () => {
    const restored = Promise.withResolvers<void>();
    let probes = 0;
    server = new OutageReporter({
      context: 'x',
      level: 'error',
      restored: 'back',
      probe: async () => {
        probes += 1;
        server.markAvailable();
        restored.resolve();
      },
    });
    server.markUnavailable('refused');
    server.watch();
    server.watch();
    await restored.promise;
    expect(probes).toBe(1);
    expect(lines).toEqual(['error refused', 'log back']);
  });

  it('keeps probing if the backend fails again before a probe is over', async () => {
    const over = Promise.withResolvers<void>();
    let probes = 0;
    server = new OutageReporter({
      context: 'x',
      level: 'error',
      restored: 'back',
      probe: async () => {
        probes += 1;
        server.markAvailable();
        if (probes === 1) {
          server.markUnavailable('lost');
          server.watch();
        } else over.resolve();
      },
    });
    server.markUnavailable('refused');
    server.watch();
    await over.promise;
    expect(server.problem).toBeNull();
    expect(lines).toEqual(['error refused', 'log back', 'error lost', 'log back']);
  });
});
