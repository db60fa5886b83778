import type { PGlite } from '@electric-sql/pglite';
// With .ts because the tests run the thread that imports this without compiling it.
import { BROKEN } from './thread-messages.ts';

/** The methods that every statement goes through. */
const WAYS = ['execProtocol', 'execProtocolRaw', 'execProtocolStream', 'execProtocolRawStream'] as const;

/**
 * Detects that the database crashed: a PANIC of Postgres, or an error in WebAssembly, after which its memory is in an unknown
 * state. From then on no statement reaches it, so nothing more is acknowledged and nothing is written over its files: they are
 * recovered from the write-ahead log at the next start, as after `kill -9`.
 */
export class PanicWatch {
  private readonly onPanic: () => void;
  private isBroken = false;
  private isEnding = false;

  constructor(onPanic: () => void) {
    this.onPanic = onPanic;
  }

  watch(driver: PGlite): void {
    for (const name of WAYS) this.watchMethod(driver as unknown as Record<string, Statement>, name);
  }

  /** Ends the database, unless it crashed: what it would write then cannot be trusted. */
  async close(end: () => Promise<void>): Promise<void> {
    this.isEnding = true;
    if (!this.isBroken) await end();
  }

  private watchMethod(driver: Record<string, Statement>, name: string): void {
    const original = driver[name]?.bind(driver);
    if (original === undefined) return;
    driver[name] = async (...values) => {
      if (this.isBroken) throw new Error(BROKEN);
      try {
        return await original(...values);
      } catch (error) {
        if (!this.isEnding && isPanic(error)) this.broke();
        throw error;
      }
    };
  }

  private broke(): void {
    if (this.isBroken) return;
    this.isBroken = true;
    this.onPanic();
  }
}

type Statement = (...values: unknown[]) => Promise<unknown>;

/** An ordinary rejection by Postgres has the severity ERROR. */
function isPanic(error: unknown): boolean {
  const { severity } = error as { severity?: unknown };
  return severity === undefined || severity === 'PANIC' || severity === 'FATAL';
}
