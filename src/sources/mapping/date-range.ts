import { datesIn } from './dates-in-text.js';
import { fold } from './fold.js';
import { saysPresent } from './present.js';
import { shortText } from './text.js';

export interface DateRange {
  start: string | null;
  end: string | null;
  /** Whether the text says that it continues, like `Jan 2020 - Present`. */
  open: boolean;
}

/** Parses texts such as `Mar 2018 - Jan 2020 · 1 yr 11 mos`. */
export function dateRange(value: unknown): DateRange {
  const words = shortText(value) ?? '';
  const [start = null, end = null] = datesIn(words);
  return { start, end, open: saysPresent(fold(words)) };
}
