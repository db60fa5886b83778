import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { startService, temporaryFolder, type ServiceProcess } from '../scripts/lib/service-process.ts';
import { compare, type Measurement } from './measurement.ts';

/** Supervisors kill a process that takes longer to end; Docker after 10 seconds. */
const END_LIMIT_MS = 10_000;
/** The time limit of a readiness probe in deploy/. */
const PROBE_LIMIT_MS = 5_000;

const HEAD = 'POST /jobs/create-batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
/** What clients send that then say nothing more: nothing, half a header, and half a body. */
const SAID = ['', HEAD, `${HEAD}Content-Length: 1000\r\n\r\n{"emails":[`];
const CLIENTS = 60;

/** What must end in time whatever others do; the baseline is the limit. */
export async function measureLimits(): Promise<Measurement[]> {
  return [
    compare('end on SIGTERM, 60 silent clients', await endBesideSilentClients(), 'the limit', END_LIMIT_MS, 1),
    compare('readiness, Postgres is silent', await probeOfSilentPostgres(), 'the limit', PROBE_LIMIT_MS, 1),
  ];
}

async function endBesideSilentClients(): Promise<number> {
  return withService({}, async (service) => {
    const port = Number(new URL(service.url).port);
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, (_, index) => silentClient(port, SAID[index % SAID.length] ?? '')),
    );
    const ended = once(service.child, 'exit');
    const started = performance.now();
    service.child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    const took = performance.now() - started;
    for (const client of clients) client.destroy();
    if (code !== 0) throw new Error(`The service ended with ${code}`);
    return took;
  });
}

async function silentClient(port: number, said: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  if (said !== '') await new Promise<unknown>((resolve) => socket.write(said, resolve));
  return socket;
}

/** Of a server that accepts connections and never answers. */
async function probeOfSilentPostgres(): Promise<number> {
  const accepted: Socket[] = [];
  const silent = createServer((socket) => accepted.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const DATABASE_URL = `postgres://service@127.0.0.1:${port}/jobs?sslmode=disable`;
  try {
    return await withService({ DATABASE_URL }, async ({ url }) => {
      const started = performance.now();
      const response = await fetch(`${url}/health/ready`);
      const body = await response.text();
      const took = performance.now() - started;
      if (response.status !== 503) throw new Error(`A silent Postgres is ready: ${body}`);
      return took;
    });
  } finally {
    for (const socket of accepted) socket.destroy();
    silent.close();
  }
}

async function withService(
  environment: Record<string, string>,
  measure: (service: ServiceProcess) => Promise<number>,
): Promise<number> {
  const folder = temporaryFolder();
  const service = await startService({ LOG_LEVEL: 'warn', ...environment }, folder.path);
  try {
    return await measure(service);
  } finally {
    await service.stop();
    folder.remove();
  }
}
