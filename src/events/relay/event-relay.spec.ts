import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  BUNDLED_AT_ONCE,
  TAKEN_AT_ONCE,
  type EventBundle,
  type EventBundles,
} from '../../profile-store/event-bundles.store.js';
import type { EventTail } from '../log/event-tail.js';
import { EventRelay } from './event-relay.js';
import type { LogWriter } from './log-writer.js';

const aBundle = (size: number): EventBundle => ({
  id: randomUUID(),
  events: [{ size, type: 'profile.created', subject: null, at: '2026-01-01T00:00:00Z', data: { entries: [] } }],
});

describe('EventRelay', () => {
  let waiting: EventBundle[];
  let added: EventBundle[];
  let happens: () => void;
  let relay: EventRelay;
  beforeEach(() => {
    waiting = [];
    added = [];
    happens = () => undefined;
    relay = new EventRelay(
      { add: async (bundle: EventBundle) => void added.push(bundle) } as unknown as LogWriter,
      {
        take: async () => {
          happens();
          return waiting.slice(0, TAKEN_AT_ONCE);
        },
        forget: async (ids: readonly string[]) => void (waiting = waiting.filter(({ id }) => !ids.includes(id))),
      } satisfies EventBundles,
      { wake: () => undefined } as unknown as EventTail,
    );
  });

  it('catches up with everything that has happened, however much it is', async () => {
    const happened = Array.from({ length: 2 * TAKEN_AT_ONCE + 1 }, () => aBundle(BUNDLED_AT_ONCE));
    waiting = [...happened];
    await relay.catchUp('batch');
    expect(added).toEqual(happened);
  });

  it('has caught up although profiles change all the time', async () => {
    happens = () => {
      if (added.length > 100) throw new Error('It does not end');
      waiting.push(aBundle(3));
    };
    await relay.catchUp('batch');
    expect(added).toHaveLength(1);
  });
});
