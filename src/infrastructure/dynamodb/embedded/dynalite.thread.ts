import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
// With .ts because the tests run this file directly, without compiling it.
import { patchIteratorReturn } from './close-iterators.ts';
import { guardedListener } from './guarded-listener.ts';

/** Data that the thread is started with. */
export interface DynaliteThreadData {
  /** Folder of the LevelDB files. */
  path: string;
  /** The only access key ID that is accepted. */
  accessKeyId: string;
}

// Posts its port when it listens, and ends when it receives any message.
if (parentPort) {
  patchIteratorReturn();
  const { path, accessKeyId } = workerData as DynaliteThreadData;
  const server = dynalite({ path, createTableMs: 0, updateTableMs: 0 });
  const [listener] = server.listeners('request') as RequestListener[];
  if (!listener) throw new Error('dynalite has no request listener');
  server.removeAllListeners('request').on('request', guardedListener(listener, accessKeyId));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  parentPort.once('message', () => {
    server.close();
    // Keep-alive connections would keep the server open.
    server.closeIdleConnections();
  });
  parentPort.postMessage((server.address() as AddressInfo).port);
}
