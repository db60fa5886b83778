import { readFileSync } from 'node:fs';

const EVERY_MS = 100;

/**
 * Watches the memory of a process in MB: its anonymous pages. Mapped files, through which LevelDB reads its tables, belong to the
 * kernel's cache and are evicted when memory is needed. Linux only: it reads /proc.
 */
export function watchMemory(pid: number) {
  const before = heldMemory(pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, heldMemory(pid))), EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { before, most };
    },
  };
}

function heldMemory(pid: number): number {
  const [, kilobytes = '0'] = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
