import type supertest from 'supertest';
import { until } from './until.js';

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
