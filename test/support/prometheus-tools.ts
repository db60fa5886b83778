import { spawnSync } from 'node:child_process';

const isInstalled = (program: string) => spawnSync(program, ['--version']).status === 0;

/** Of Debian's package `prometheus`. */
export const hasPromtool = isInstalled('promtool');
export const hasPrometheus = isInstalled('prometheus');

/** What promtool has to say; empty if it has no complaint. */
export function promtool(args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8', input });
  return status === 0 && stderr === '' ? '' : `${stdout}${stderr}`;
}
