import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../../common/errors/invalid-request.error.js';
import { analyticsRange, startsIn } from './analytics-range.js';
import type { AnalyticsQuery } from './dto/analytics-query.dto.js';

const NOW = new Date('2026-11-28T13:30:00.000Z');

function rangeOf(given: Partial<AnalyticsQuery>) {
  const { from, until } = analyticsRange({ bucket: 'day', ...given }, NOW);
  return `${from.toISOString().slice(0, 16)} ${until.toISOString().slice(0, 16)}`;
}

function problemOf(given: Partial<AnalyticsQuery>): string {
  try {
    return rangeOf(given);
  } catch (error) {
    return error instanceof InvalidRequestError ? (error.fieldErrors[0]?.message ?? '') : String(error);
  }
}

describe('the range of analytics', () => {
  it.each<[Partial<AnalyticsQuery>, string]>([
    [{}, '2026-10-30T00:00 2026-11-29T00:00'],
    [{ bucket: 'hour' }, '2026-11-26T14:00 2026-11-28T14:00'],
    [{ from: '2026-11-01', to: '2026-11-03' }, '2026-11-01T00:00 2026-11-04T00:00'],
    [{ from: '2026-11-01', to: '2026-11-01' }, '2026-11-01T00:00 2026-11-02T00:00'],
    [{ from: '2026-11-01T10:30:00Z', to: '2026-11-01T12:00:00Z', bucket: 'hour' }, '2026-11-01T10:00 2026-11-01T12:00'],
    [{ from: '2026-11-01T01:00:00+02:00', to: '2026-11-01' }, '2026-10-31T00:00 2026-11-02T00:00'],
    [{ to: '2026-11-10' }, '2026-10-12T00:00 2026-11-11T00:00'],
    [{ from: '2025-11-28' }, '2025-11-28T00:00 2026-11-29T00:00'],
    [{ from: '2026-11-01', to: '2026-12-01', bucket: 'hour' }, '2026-11-01T00:00 2026-12-02T00:00'],
  ])('%j is %s', (given, range) => {
    expect(rangeOf(given)).toBe(range);
  });

  it.each<[Partial<AnalyticsQuery>, string]>([
    [{ from: 'yesterday' }, 'from must be a date or time in ISO 8601 format'],
    [{ to: '2026-02-30' }, 'to must be a date or time in ISO 8601 format'],
    [{ from: '2026-11-02', to: '2026-11-01' }, 'from must be before to'],
    [{ from: '2027-01-01' }, 'from must be before to'],
    [{ from: '2025-11-27' }, 'from must be at most 366 days before to with bucket=day'],
    [{ to: '9999-12-31' }, 'to must be in the years 1000 to 9998'],
    [{ from: '9999-12-31', to: '9999-12-31' }, 'to must be in the years 1000 to 9998'],
    [{ to: '0001-01-01' }, 'to must be in the years 1000 to 9998'],
    [{ from: '0001-01-01', to: '1000-01-01' }, 'from must be in the years 1000 to 9998'],
    [{ from: '2026-10-01', bucket: 'hour' }, 'from must be at most 31 days before to with bucket=hour'],
  ])('%j is refused: %s', (given, problem) => {
    expect(problemOf(given)).toBe(problem);
  });

  it('has every hour once, whether or not something happened', () => {
    const range = analyticsRange({ bucket: 'hour' }, NOW);
    const starts = startsIn(range).map((start) => start.toISOString());
    expect(starts).toHaveLength(48);
    expect([starts[0], starts[47]]).toEqual(['2026-11-26T14:00:00.000Z', '2026-11-28T13:00:00.000Z']);
  });
});
