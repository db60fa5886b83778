import { fold } from './fold.js';
import { monthNamed } from './month-names.js';

const YEAR = String.raw`[12]\d{3}(?!\d)`;
const MONTH = String.raw`(?:0[1-9]|1[0-2]|[1-9])(?!\d)`;
/** Abbreviations end in a sign of their script; two Arabic names are shared by two months each. */
const NAME = String.raw`(?:(?:كانون|تشرين)\s)?[\p{L}\p{M}][\p{L}\p{M}.'׳॰]*`;
/** Date formats, most specific first, for folded texts. */
const DATE = new RegExp(
  [
    // 2020年3月, 2020년 3월
    String.raw`(?<!\d)(?<eastYear>${YEAR})\s?[年년]\s?(?<eastMonth>${MONTH})\s?[月월]`,
    // tháng 3 năm 2020, thg 3 2020
    String.raw`(?:thang|thg)\s?(?<vietMonth>${MONTH})[\s,/-]{0,3}(?:nam\s)?(?<vietYear>${YEAR})`,
    // 15.03.2020, 03/15/2020
    String.raw`(?<!\d)(?<first>\d{1,2})(?<mark>[/.-])\s?(?<second>\d{1,2})\k<mark>\s?(?<dayYear>${YEAR})`,
    // 2020-03-15, 2020/3, 2020. 3.
    String.raw`(?<![\d-])(?<isoYear>${YEAR})(?:[-/]|\.\s?)(?<isoMonth>${MONTH})`,
    // 03/2020, 03.2020, 03-2020
    String.raw`(?<!\d)(?<slashMonth>${MONTH})(?:\s?/\s?|[.-])(?<slashYear>${YEAR})`,
    // March 5, 2020; 5 de marzo de 2020; Mar-2020
    String.raw`(?<name>${NAME}),?[\s/-]{1,2}(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?(?:(?:de|del|of)\s)?(?<namedYear>${YEAR})`,
    // 2020 March, 2020年三月, 2020. márc.
    String.raw`(?<!\d)(?<earlyYear>${YEAR})[.,年년]?\s?(?<lateName>${NAME})`,
    String.raw`(?<!\d)(?<year>${YEAR})`,
  ].join('|'),
  'gu',
);

/** Other years belong to another calendar, or to no living person. */
const [FIRST_YEAR, LAST_YEAR] = [1900, 2100];
/** Offset of the years of the Thai calendar. */
const THAI_OFFSET = 543;

/** Every date in a text, in order, as `2020-03` or `2020`. */
export function datesIn(words: string): string[] {
  const ahead = /\p{Script=Thai}/u.test(words) ? THAI_OFFSET : 0;
  return [...fold(words).matchAll(DATE)].flatMap(({ groups = {} }) => {
    const year = gregorian(Number(Object.entries(groups).find(([key, found]) => isYear(key) && found)?.[1]), ahead);
    return year === null ? [] : [dateOf(year, monthOf(groups))];
  });
}

function isYear(key: string): boolean {
  return key === 'year' || key.endsWith('Year');
}

function gregorian(year: number, ahead: number): number | null {
  const moved = ahead > 0 && year > LAST_YEAR ? year - ahead : year;
  return moved >= FIRST_YEAR && moved <= LAST_YEAR ? moved : null;
}

function dateOf(year: number, month: number | null): string {
  return month === null ? String(year) : `${year}-${String(month).padStart(2, '0')}`;
}

function monthOf(groups: Record<string, string | undefined>): number | null {
  const number = groups['eastMonth'] ?? groups['vietMonth'] ?? groups['isoMonth'] ?? groups['slashMonth'];
  if (number !== undefined) return Number(number);
  const name = groups['name'] ?? groups['lateName'];
  if (name !== undefined) return monthNamed(name);
  return groups['first'] === undefined ? null : monthBesideDay(groups);
}

/** With dots the day comes first; otherwise the order is ambiguous, unless one number is above 12. */
function monthBesideDay(groups: Record<string, string | undefined>): number | null {
  const [first, second] = [Number(groups['first']), Number(groups['second'])];
  if (groups['mark'] === '.') return fits(second, first) ? second : null;
  const possible = new Set([...(fits(second, first) ? [second] : []), ...(fits(first, second) ? [first] : [])]);
  return possible.size === 1 ? ([...possible][0] ?? null) : null;
}

function fits(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
