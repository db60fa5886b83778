import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
// With .ts because the tests run this file directly, without compiling it.
import { patchIteratorReturn } from './close-iterators.ts';
import { guardedListener } from './guarded-listener.ts';
import { compact, watchOpenedLevel } from './opened-level.ts';

/** Data that the thread is started with. */
export interface DynaliteThreadData {
  /** Folder of the LevelDB files. */
  path: string;
  /** The only access key ID that is accepted. */
  accessKeyId: string;
}

/** `compact` is answered with `compacted`. */
export type DynaliteMessage = 'compact' | 'close';

// Posts its port when it listens.
if (parentPort) {
  patchIteratorReturn();
  const openedLevel = watchOpenedLevel();
  const { path, accessKeyId } = workerData as DynaliteThreadData;
  const server = dynalite({ path, createTableMs: 0, updateTableMs: 0 });
  const [listener] = server.listeners('request') as RequestListener[];
  if (!listener) throw new Error('dynalite has no request listener');
  server.removeAllListeners('request').on('request', guardedListener(listener, accessKeyId));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = parentPort;
  port.on('message', (message: DynaliteMessage) => {
    if (message === 'compact') {
      const level = openedLevel();
      // An error ends the thread, as any other one does.
      if (level) void compact(level).then(() => port.postMessage('compacted'));
      return;
    }
    server.close();
    // Keep-alive connections would keep the server open.
    server.closeIdleConnections();
    port.unref();
  });
  port.postMessage((server.address() as AddressInfo).port);
}
