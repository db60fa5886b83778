import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { InMemoryQueue } from '../../../test/support/in-memory-queue.js';
import { settings } from '../../../test/support/settings.js';
import type { Config } from '../../config/config.js';
import type { UpkeepTask } from './upkeep-task.js';
import { UpkeepTasks } from './upkeep-tasks.js';
import { Upkeep } from './upkeep.js';

const HOURLY = '7 * * * *';

const task = (given: Partial<UpkeepTask> = {}): UpkeepTask => ({
  name: 'sweep',
  cron: HOURLY,
  run: () => Promise.resolve(),
  ...given,
});

describe('upkeep', () => {
  let queue: InMemoryQueue;
  let warned: unknown[];
  beforeEach(() => {
    queue = new InMemoryQueue();
    warned = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warned.push(line));
  });
  afterEach(async () => {
    await queue.stop();
    jest.restoreAllMocks();
  });

  const started = async (tasks: readonly UpkeepTask[], on = queue, config: Config = settings()) => {
    const registered = new UpkeepTasks();
    for (const each of tasks) registered.register(each);
    await new Upkeep(registered, on, config).start();
  };
  const tick = async (name: string) => {
    queue.table.tick(`upkeep.${name}`);
    await queue.idle();
  };

  it('runs each task when it is due', async () => {
    const runs: string[] = [];
    const counting = (name: string, cron: string) => task({ name, cron, run: async () => void runs.push(name) });
    await started([counting('sweep', HOURLY), counting('clean', '0 3 * * *')]);
    expect(Object.fromEntries(queue.table.schedules)).toEqual({ 'upkeep.sweep': HOURLY, 'upkeep.clean': '0 3 * * *' });
    await tick('clean');
    await tick('sweep');
    expect(runs).toEqual(['clean', 'sweep']);
  });

  it('keeps neither the start of the service waiting nor its end', async () => {
    const gate = Promise.withResolvers<void>();
    const begun: string[] = [];
    jest.spyOn(queue, 'work').mockImplementation((name) => {
      begun.push(name);
      return gate.promise;
    });
    const registered = new UpkeepTasks();
    for (const name of ['first', 'second']) registered.register(task({ name }));
    const upkeep = new Upkeep(registered, queue, settings());
    jest.spyOn(queue, 'schedule').mockResolvedValue();
    upkeep.onApplicationBootstrap();
    const ended = upkeep.beforeApplicationShutdown();
    gate.resolve();
    await ended;
    expect(begun).toEqual(['upkeep.first']);
  });

  it('logs a failure and goes on at the next tick', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (runs === 1) throw new Error('the store is away');
    };
    await started([task({ run })]);
    await tick('sweep');
    expect(warned).toEqual([{ task: 'sweep', reason: 'the store is away' }]);
    await tick('sweep');
    expect(runs).toBe(2);
    expect(warned).toHaveLength(1);
  });

  it('leaves a run interrupted by shutdown to another process, and logs nothing', async () => {
    const signals: AbortSignal[] = [];
    const begun = Promise.withResolvers<void>();
    const deaf = (signal: AbortSignal) => {
      signals.push(signal);
      begun.resolve();
      return new Promise<void>(() => {});
    };
    await started([task({ run: deaf })]);
    queue.table.tick('upkeep.sweep');
    await begun.promise;
    await queue.stop();
    expect(signals[0]?.aborted).toBe(true);
    expect(warned).toEqual([]);

    let runs = 0;
    queue = new InMemoryQueue(queue.table);
    await started([task({ run: async () => void (runs += 1) })], queue);
    await queue.idle();
    expect(runs).toBe(1);
  });

  it('never runs a task twice at once, with any number of processes', async () => {
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const run = () => {
      runs += 1;
      return gate.promise;
    };
    const others = [1, 2].map(() => new InMemoryQueue(queue.table));
    for (const process of [queue, ...others]) await started([task({ run })], process);
    for (let ticks = 0; ticks < 3; ticks += 1) queue.table.tick('upkeep.sweep');
    gate.resolve();
    for (const process of [queue, ...others]) await process.idle();
    expect(runs).toBe(1);
    for (const process of others) await process.stop();
  });

  it('runs nothing in a process that only serves requests', async () => {
    await started([task()], queue, settings({ ROLE: 'api', DATABASE_URL: 'postgres://db/jobs' }));
    expect(queue.table.schedules.size).toBe(0);
  });

  it('rejects two tasks with the same name', async () => {
    await expect(started([task(), task()])).rejects.toThrow('two upkeep tasks with the name sweep');
  });
});
