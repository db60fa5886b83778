import { AsyncLocalStorage } from 'node:async_hooks';

/** The request that is being handled. */
const requests = new AsyncLocalStorage<string>();

/** Runs a function, and all that it starts, in the context of a request. */
export function inRequest(id: string, run: () => void): void {
  requests.run(id, run);
}

/** Whether the current code runs on behalf of a request. */
export function isInRequest(): boolean {
  return requests.getStore() !== undefined;
}

/** Fields of the current request, for every line that is logged meanwhile. A new object each time, because pino adds the line's own fields to it. */
export function requestFields(): { request_id?: string } {
  const request_id = requests.getStore();
  return request_id === undefined ? {} : { request_id };
}
