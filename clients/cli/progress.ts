import { Presets, SingleBar } from 'cli-progress';
import { note } from './output.ts';

export interface Progress {
  total: number;
  done: number;
  failed: number;
  /** Why nothing happens at the moment. */
  waitingFor: string | null;
}

export interface ProgressView {
  show: (progress: Progress) => void;
  end: () => void;
}

/** On stderr, so that results can be piped: a bar on a terminal, else a line from time to time. */
export function progressView(subject: string): ProgressView {
  return process.stderr.isTTY ? barView(subject) : lineView(subject);
}

function barView(subject: string): ProgressView {
  const bar = new SingleBar(
    { format: `${subject} {bar} {value}/{total}{note}`, stream: process.stderr, hideCursor: true, fps: 10 },
    Presets.shades_classic,
  );
  let isStarted = false;
  return {
    show: (progress) => {
      const payload = { note: noteOf(progress) };
      if (!isStarted) bar.start(progress.total, progress.done, payload);
      isStarted = true;
      bar.setTotal(progress.total);
      bar.update(progress.done, payload);
    },
    end: () => bar.stop(),
  };
}

/** A line for each tenth, and when what is waited for changes. */
function lineView(subject: string): ProgressView {
  let shown = '';
  return {
    show: (progress) => {
      const tenth = progress.total === 0 ? 10 : Math.floor((10 * progress.done) / progress.total);
      const now = `${tenth} ${progress.waitingFor}`;
      if (now === shown) return;
      shown = now;
      note(`${subject}: ${progress.done} of ${progress.total} done${noteOf(progress)}`);
    },
    end: () => {},
  };
}

function noteOf({ failed, waitingFor }: Progress): string {
  return `${failed > 0 ? `, ${failed} failed` : ''}${waitingFor === null ? '' : `, waiting for ${waitingFor}`}`;
}
