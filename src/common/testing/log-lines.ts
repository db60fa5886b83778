import { EventEmitter, once } from 'node:events';
import type { DestinationStream } from 'pino';

type LogLine = Record<string, unknown>;

/** Keeps log lines for specs to look at, and to wait for. */
export function logLines(): DestinationStream & {
  all(): LogLine[];
  /** The first line that fits, past or future. */
  line(fits: (line: LogLine) => boolean): Promise<LogLine>;
} {
  const lines: LogLine[] = [];
  const written = new EventEmitter();
  return {
    write(text) {
      lines.push(JSON.parse(text) as LogLine);
      written.emit('line');
    },
    all: () => lines,
    async line(fits) {
      let found = lines.find(fits);
      while (!found) {
        await once(written, 'line');
        found = lines.find(fits);
      }
      return found;
    },
  };
}
