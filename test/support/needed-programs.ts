import { describe, it } from '@jest/globals';
import { isFullExtent } from './extent.js';

/** Why a program other than Node that tests need is not to be used; null if it can be used. */
export type Hindrance = string | null;

/** Of tests that only add thoroughness to what `npm test` tries. */
export const THOROUGHNESS: Hindrance = isFullExtent ? null : 'only with TEST_EXTENT=full';

/** Tests that need it run with TEST_EXTENT=full, where it is installed: `npm test` itself requires only Node. */
export function neededProgram(name: string, isInstalled: boolean): Hindrance {
  return isInstalled ? THOROUGHNESS : `${name} is not installed`;
}

/** A suite that is skipped, with the reason, where it cannot have its programs. */
export function describeWith(programs: readonly Hindrance[], name: string, cases: () => void): void {
  const reason = programs.find((hindrance) => hindrance !== null);
  if (reason === undefined) describe(name, cases);
  else describe.skip(`${name} (${reason})`, cases);
}

/** The same for one case. */
export function itWith(programs: readonly Hindrance[], name: string, run: () => Promise<unknown>): void {
  const reason = programs.find((hindrance) => hindrance !== null);
  if (reason === undefined) it(name, async () => void (await run()));
  else it.skip(`${name} (${reason})`, async () => {});
}
