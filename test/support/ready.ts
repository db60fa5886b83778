import type supertest from 'supertest';
import { unlimited } from './unlimited.js';
import { until } from './until.js';

interface Checked {
  check: (signal: AbortSignal) => Promise<void>;
}

interface Probed {
  bare: { get: (path: string) => supertest.Test };
}

/** The readiness of a service with all of its stores, once it is ready: on a busy machine one of them may answer a probe too late. */
export function whenReady({ bare }: Probed): Promise<object> {
  return until(async () => {
    const { status, body } = await bare.get('/health/ready');
    return status === 200 && (body as { status: string }).status === 'ok' ? (body as object) : null;
  });
}

/** Resolves when a backend answers a probe: on a busy machine, the first connection may take longer than a probe. */
export async function whenReachable(backend: Checked): Promise<void> {
  await until(() =>
    backend.check(unlimited()).then(
      () => true,
      () => null,
    ),
  );
}
