import { readFileSync } from 'node:fs';

const EVERY_MS = 100;

/** Watches the resident memory of a process, in MB. Linux only: it reads /proc. */
export function watchMemory(pid: number) {
  const before = residentMemory(pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, residentMemory(pid))), EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { before, most };
    },
  };
}

function residentMemory(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
