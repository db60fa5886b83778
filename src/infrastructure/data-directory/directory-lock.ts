import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { DataDirectoryError } from './data-directory.error.js';
import { isSocketFile, lockAddress } from './lock-address.js';

/** How long a holder has to say who it is, in milliseconds. */
const ANSWER_WITHIN = 500;

/** Keeps other processes out of a directory for as long as this one lives; the kernel frees it, also after `kill -9`. */
export class DirectoryLock {
  private constructor(private readonly server: Server) {}

  /** @throws DataDirectoryError when another process, or another part of this one, holds the lock */
  static async take(realPath: string, address = lockAddress(realPath)): Promise<DirectoryLock> {
    const server = await listen(address);
    if (server) return new DirectoryLock(server);
    const holder = await askHolder(address);
    if (holder.gone && isSocketFile(address)) {
      await rm(address, { force: true });
      const second = await listen(address);
      if (second) return new DirectoryLock(second);
    }
    const who = holder.pid ? `another process (pid ${holder.pid})` : 'another process';
    throw new DataDirectoryError(
      `The data directory ${realPath} is in use by ${who}. Stop it, or set DATA_DIR to another folder.`,
    );
  }

  async release(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}

/** Answers every caller with the pid of the holder. Null where the address is taken. */
async function listen(address: string): Promise<Server | null> {
  const server = createServer((caller) => {
    caller.on('error', () => caller.destroy());
    caller.end(String(process.pid));
  });
  // The lock alone must not keep the process alive.
  server.unref();
  try {
    const listening = once(server, 'listening');
    server.listen(address);
    await listening;
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}

async function askHolder(address: string): Promise<{ gone: boolean; pid?: number }> {
  const socket = connect(address);
  try {
    let answer = '';
    for await (const part of socket.setTimeout(ANSWER_WITHIN, () => socket.destroy())) answer += String(part);
    return { gone: false, pid: /^\d+$/.test(answer) ? Number(answer) : undefined };
  } catch (error) {
    return { gone: (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' };
  } finally {
    socket.destroy();
  }
}
