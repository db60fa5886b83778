/** A UTC day such as `2026-11-22`; days compare as text. */
export type UtcDay = string;

export function utcDay(moment: Date): UtcDay {
  return moment.toISOString().slice(0, 10);
}

/** The start of the next day. */
export function endOf(day: UtcDay): Date {
  const end = new Date(`${day}T00:00:00.000Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  return end;
}
