import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { duration, fileSize, initials, relativeTime, subjectOf, words } from './page/core/format.js';
import { reasonsOf } from './page/core/reasons.js';
import { EventStreamReader } from './page/core/sse.js';
import { linkTo, outsideLink, path, routeOf, serviceUrl } from './page/core/url.js';

const read = (chunks: readonly string[]) => {
  const reader = new EventStreamReader();
  return { events: chunks.flatMap((chunk) => reader.read(chunk)), lastId: reader.lastId };
};

describe('the reader of event streams', () => {
  it('reads what the service sends', () => {
    expect(read(['retry: 2000\n\n', ': keep-alive\n\n', 'id: 7\nevent: job.progress\ndata: {"id":7}\n\n'])).toEqual({
      events: ['{"id":7}'],
      lastId: '7',
    });
  });

  it.each([
    ['data of several lines', 'data: a\ndata: b\n\n', ['a\nb']],
    ['data without a blank', 'data:a\n\n', ['a']],
    ['empty data', 'data\n\n', ['']],
    ['an event without data', 'id: 1\n\n', []],
    ['an event that was cut off', 'data: a\n', []],
    ['a byte order mark', '\uFEFFdata: a\n\n', ['a']],
    ['line ends of Windows and old Macs', 'data: a\r\n\r\ndata: b\r\rdata: c\n\n', ['a', 'b', 'c']],
  ])('reads %s', (_case, text, events) => expect(read([text]).events).toEqual(events));

  it('reads the same wherever the text is cut', () => {
    const lines = fc.constantFrom('data: x', 'data:', 'id: 4', ': comment', '', 'event: a', 'data: ä: ö');
    const text = fc.array(fc.tuple(lines, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 20 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 8 }), (parts, cuts) => {
        // Without more text, a reader cannot know whether a line feed follows.
        const whole = `${parts.flat().join('')}:\n`;
        const positions = [0, ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b), whole.length];
        const chunks = positions.slice(1).map((end, index) => whole.slice(positions[index], end));
        expect(read(chunks)).toEqual(read([whole]));
      }),
    );
  });
});

describe('a problem', () => {
  it.each([
    [{ field: 'profiles.1.linkedin_url', invalid_value: 'jane' }, 'jane'],
    [{ field: 'profiles.1.linkedin_url', invalid_value: '' }, 'profiles.1.linkedin_url'],
    [{ field: 'profiles.1.max_age_hours', invalid_value: -1 }, 'profiles.1.max_age_hours'],
    [{ field: 'url', invalid_value: 'http://localhost' }, 'url'],
    [{ field: 'file' }, 'file'],
  ])('is about the value if it is one of several: %j', (given, subject) => expect(subjectOf(given)).toBe(subject));
});

describe('the reasons of failures', () => {
  it('are the same in jobs and batches, whatever they are called there', () => {
    const jobs = { not_found: 1, user_restricted: 2, rate_limited: 4 };
    const batches = { PROFILE_NOT_FOUND: 4, PROFILE_RESTRICTED: 1, RATE_LIMITED: 5, CANCELLED: 1 };
    expect(reasonsOf(jobs, batches)).toEqual([
      ['rate_limited', 9],
      ['not_found', 5],
      ['user_restricted', 3],
      ['cancelled', 1],
    ]);
  });
});

describe('addresses', () => {
  it('of the service are beside the page, below any prefix', () => {
    expect(serviceUrl('http://host/console', '/jobs/1')).toBe('http://host/jobs/1');
    expect(serviceUrl('https://host/a/b/console#/jobs', '/jobs', { limit: 5, cursor: null, q: '' })).toBe(
      'https://host/a/b/jobs?limit=5',
    );
    expect(serviceUrl('http://host/console', '/x', { filter: { op: 'and' } })).toBe(
      'http://host/x?filter=%7B%22op%22%3A%22and%22%7D',
    );
  });

  it('have encoded values', () => expect(path`/jobs/${'../x?y'}/results`).toBe('/jobs/..%2Fx%3Fy/results'));

  it('within the page lead back to what they were made of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
        fc.string({ minLength: 1 }),
        (parts, value) => {
          const { parts: found, query } = routeOf(linkTo(parts, { value }));
          expect([found, query.get('value')]).toEqual([parts, value]);
        },
      ),
    );
  });

  it('that are damaged are taken as they are', () => expect(routeOf('#/jobs/%zz').parts).toEqual(['jobs', '%zz']));

  it('of others are links only if they are web addresses', () => {
    expect(outsideLink('https://example.com')).toBe('https://example.com');
    for (const url of ['javascript:alert(1)', ' javascript:x', 'data:text/html,x', '//host', null, 7])
      expect(outsideLink(url)).toBeUndefined();
  });
});

describe('texts', () => {
  const now = Date.parse('2026-11-28T12:00:00Z');
  it.each([
    ['2026-11-28T11:59:58Z', 'just now'],
    ['2026-11-28T11:58:00Z', '2 minutes ago'],
    ['2026-11-28T09:00:00Z', '3 hours ago'],
    ['2026-11-27T12:00:00Z', 'yesterday'],
    ['2026-11-28T12:05:00Z', 'in 5 minutes'],
  ])('%s is %s', (time, text) => expect(relativeTime(time, now)).toBe(text));

  it.each([
    [0.2, 'less than a second'],
    [1, '1 second'],
    [300, '5 minutes'],
    [7_200, '2 hours'],
  ])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it.each([
    [0, '0 B'],
    [665, '665 B'],
    [1_500_000, '2 MB'],
    [5e12, '5000 GB'],
  ])('%d bytes are %s', (count, text) => expect(fileSize(count)).toBe(text));

  it('have initials of any script', () => {
    expect(['Ann Example', 'Ann', '  Ann  B.  Cole ', '𝒜nn', '', null].map((name) => initials(name))).toEqual([
      'AE',
      'A',
      'AC',
      '𝒜',
      '',
      '',
    ]);
  });

  it('are made of codes', () =>
    expect(['user_restricted', 'job.completed'].map(words)).toEqual(['User restricted', 'Job completed']));
});
