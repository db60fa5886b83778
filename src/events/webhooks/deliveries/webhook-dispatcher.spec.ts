import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryQueue } from '../../../../test/support/in-memory-queue.js';
import { until } from '../../../../test/support/until.js';
import { readConfig } from '../../../config/read-config.js';
import type { DeliveriesStore, DueEndpoint } from './deliveries.store.js';
import type { WebhookCourier } from './webhook-courier.js';
import { WebhookDispatcher } from './webhook-dispatcher.js';

const at = (host: string, count: number) =>
  Array.from({ length: count }, (_, index): DueEndpoint => ({ id: `${host}/${index}`, host }));

describe('WebhookDispatcher', () => {
  let due: DueEndpoint[];
  let begun: string[];
  let answers: Record<string, PromiseWithResolvers<void>>;
  let queue: InMemoryQueue;
  let dispatcher: WebhookDispatcher;
  beforeEach(() => {
    begun = [];
    answers = {};
    queue = new InMemoryQueue();
    const store = {
      due: async (limit: number, except: readonly string[]) =>
        due.filter(({ host }) => !except.includes(host)).slice(0, limit),
    } as DeliveriesStore;
    const courier = {
      deliver: async (id: string) => {
        begun.push(id);
        await answers[id.split('/')[0] as string]?.promise;
        due = due.filter((endpoint) => endpoint.id !== id);
      },
    } as unknown as WebhookCourier;
    dispatcher = new WebhookDispatcher(queue, store, courier, readConfig({ API_KEY: 'x' }));
  });
  afterEach(async () => {
    for (const { resolve } of Object.values(answers)) resolve();
    await dispatcher.beforeApplicationShutdown();
    await queue.stop();
  });
  const whenDelivered = (host: string) => until(async () => (due.some((one) => one.host === host) ? null : true));

  it('sends to other hosts while endpoints of one do not answer', async () => {
    answers = { slow: Promise.withResolvers() };
    due = [...at('slow', 30), ...at('other', 30)];
    await dispatcher.onApplicationBootstrap();
    await whenDelivered('other');
    expect(begun.filter((id) => id.startsWith('slow'))).toHaveLength(4);
    answers['slow']!.resolve();
    await whenDelivered('slow');
    expect(begun.toSorted()).toEqual([...at('other', 30), ...at('slow', 30)].map(({ id }) => id).toSorted());
  });

  it('sends to a host no more at once if workers take more of its messages than they should', async () => {
    answers = { slow: Promise.withResolvers() };
    due = at('slow', 10);
    const take = queue.table.take.bind(queue.table);
    queue.table.take = (name) => take(name);
    await dispatcher.onApplicationBootstrap();
    await queue.send('webhooks', { webhook_id: 'of an earlier release' });
    await until(async () => (begun.length >= 5 && queue.table.waiting('webhooks').length === 4 ? true : null));
    expect(begun).toHaveLength(5);
    answers['slow']!.resolve();
    await whenDelivered('slow');
    expect(begun).toHaveLength(11);
  });
});
