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

/** After every key, which all are ASCII. */
const END = '\u{10ffff}';

/** Rewrites the files, without what was deleted. The first pass makes deletions reach all older files, the second one drops them. */
export async function compact(level: ClassicLevel): Promise<void> {
  await level.compactRange('', END);
  await level.compactRange('', END);
}
