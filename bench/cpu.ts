import { readFileSync } from 'node:fs';

/** How often Linux counts a second of CPU time: `getconf CLK_TCK`. */
const TICKS = 100;

/** CPU seconds that a process has used in all of its threads. Linux only: it reads /proc. */
export function cpuSeconds(pid: number): number {
  // The name of the program may contain blanks and parentheses.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) / TICKS;
}
