import { constants } from 'node:os';
import { note } from './output.ts';

interface Interruption {
  /** Such as the removal of a progress bar. */
  before?: () => void;
  /** What the user has to know. */
  notice: string;
}

/** While work is done, Ctrl-C says what goes on, and ends this process with 130. */
export async function whileInterruptible<T>({ before, notice }: Interruption, work: () => Promise<T>): Promise<T> {
  const end = (signal: NodeJS.Signals) => {
    before?.();
    note(`\n${notice}`);
    process.exit(128 + constants.signals[signal]);
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, end);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}
