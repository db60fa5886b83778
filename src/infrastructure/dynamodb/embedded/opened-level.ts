import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';

interface Openable {
  _open: (this: ClassicLevel, options: object) => Promise<void>;
}

/** dynalite keeps its LevelDB to itself, so it is caught when it is opened. Call this before; the result is the one that was opened last. */
export function watchOpenedLevel(): () => ClassicLevel | null {
  let opened: ClassicLevel | null = null;
  const onOpened = async (level: ClassicLevel) => {
    opened = level;
    // Log of the previous process, which names keys.
    await rm(join(level.location, 'LOG.old'), { force: true });
  };
  const prototype = ClassicLevel.prototype as unknown as Openable;
  const open = prototype._open;
  prototype._open = async function (options) {
    await open.call(this, options);
    await onOpened(this);
  };
  return () => opened;
}

/** Before and after every key of dynalite, which begin with a letter. */
const ENDS = [' ', '~'] as const;

/**
 * Rewrites the files, without what was deleted. LevelDB rewrites only files that overlap with newer ones, and may write a value and its
 * deletion into one file that nothing overlaps with; so each pass begins with entries around all others.
 */
export async function compact(level: ClassicLevel): Promise<void> {
  const [first, last] = ENDS;
  await level.batch(ENDS.map((key) => ({ type: 'put', key, value: '' })));
  await level.compactRange(first, last);
  await level.batch(ENDS.map((key) => ({ type: 'del', key })));
  await level.compactRange(first, last);
}
