import pLimit from 'p-limit';
import { isInRequest } from '../../../common/logging/request-context.js';
import type { EmbeddedDriver } from './embedded-driver.js';
import type { PostgresThread } from './postgres-thread.js';
import { RequestsFirst } from './requests-first.js';
import { statementsIn } from './thread-statements.js';

/**
 * The only session of the embedded Postgres, which all callers share one after another. A script that fails may leave its transaction open;
 * it is rolled back before the next caller, whose statements would otherwise become part of it and be lost. Background work runs while no
 * request is waiting, so that a request waits for at most one statement of a job, and not for those of all its items. Waiting statements of
 * requests are sent together, so that the thread goes from one to the next without waiting for this event loop.
 */
export function sharedSession(thread: PostgresThread): EmbeddedDriver {
  const statements = statementsIn(thread);
  const { query, exec } = statements;
  const session = pLimit(1);
  const background = pLimit(1);
  const requests = new RequestsFirst();
  const run = <T>(work: () => Promise<T>): Promise<T> => {
    const inTurn = () => session(() => work().catch(rollback));
    return isInRequest() ? requests.request(inTurn) : background(() => requests.letFirst().then(inTurn));
  };
  // A single statement leaves no transaction open, so one that fails does not affect those that were sent together with it.
  const waiting: (() => Promise<void>)[] = [];
  const together = <T>(statement: () => Promise<T>): Promise<T> => {
    const answer = Promise.withResolvers<T>();
    waiting.push(() => statement().catch(rollback).then(answer.resolve, answer.reject));
    if (waiting.length === 1) void session(() => Promise.all(waiting.splice(0).map((send) => send())));
    return answer.promise;
  };
  const rollback = async (thrown: unknown): Promise<never> => {
    await exec('rollback').catch(() => undefined);
    throw thrown;
  };
  return {
    query: <Row>(...statement: Parameters<typeof query>) => {
      const work = () => query<Row>(...statement);
      return isInRequest() ? requests.request(() => together(work)) : run(work);
    },
    exec: (script) => run(() => exec(script)),
    answer: (script) => run(() => thread.request({ kind: 'answer', script }) as Promise<string | null | undefined>),
    transaction: (work) =>
      run(async () => {
        await exec('begin');
        const result = await work(statements);
        await exec('commit');
        return result;
      }),
    listen: (channel, onPayload) =>
      run(async () => {
        await exec(`listen "${channel}"`);
        thread.notifications.on(channel, onPayload);
        return async () => {
          thread.notifications.off(channel, onPayload);
          if (thread.notifications.listenerCount(channel) === 0) await run(() => exec(`unlisten "${channel}"`));
        };
      }),
    close: () => thread.close(),
  };
}
