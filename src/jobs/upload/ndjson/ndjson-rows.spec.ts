import { describe, expect, it } from '@jest/globals';
import { readList } from '../../../../test/support/list-file.js';

const read = (...lines: (string | object)[]) =>
  readList(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\r\n'), {
    format: 'ndjson',
  });

describe('a line of NDJSON', () => {
  it('is a row with the columns that its keys name', async () => {
    const { rows, columns } = await read({ Email: 'a@example.com', team: 'Sales', score: 3 }, '', '  ', {
      linkedin: 'linkedin.com/in/b',
      vip: true,
      tags: ['x', { y: 1 }],
      none: null,
      suggested_role: 'cto',
    });
    expect(columns).toEqual([
      { name: 'Email', as: 'email' },
      { name: 'team', as: null },
      { name: 'score', as: null },
      { name: 'linkedin', as: 'linkedin_url' },
      { name: 'vip', as: null },
      { name: 'tags', as: null },
      { name: 'none', as: null },
      { name: 'suggested_role', as: 'suggested_role' },
    ]);
    expect(rows).toMatchObject([
      { row: 1, raw: { email: 'a@example.com', custom: ['a@example.com', 'Sales', '3'] } },
      {
        row: 4,
        raw: {
          linkedin_url: 'linkedin.com/in/b',
          suggested_role: 'CTO',
          custom: ['', '', '', 'linkedin.com/in/b', 'true', '["x",{"y":1}]', '', 'cto'],
        },
      },
    ]);
  });

  it('may be an item of create-batch, or one address or member URL', async () => {
    const { rows, columns } = await read(
      { email: 'a@example.com', custom: { team: 'Sales', email: 'ignored' } },
      '"b@example.com"',
      '"https://www.linkedin.com/in/c/"',
    );
    expect(columns.map(({ name }) => name).toSorted()).toEqual(['email', 'linkedin_url', 'team']);
    expect(rows).toMatchObject([
      { raw: { email: 'a@example.com' } },
      { raw: { email: 'b@example.com' } },
      { raw: { linkedin_url: 'https://www.linkedin.com/in/c/' } },
    ]);
  });

  it('keeps the digits of long numbers, and has no text that cannot be stored', async () => {
    const { rows } = await read(
      '{"email":"a@example.com","id":12345678901234567890,"x":"a\\u0000b\\ud800","__proto__":1}',
    );
    expect(rows).toMatchObject([{ raw: { custom: ['a@example.com', '12345678901234567890', 'ab\uFFFD', '1'] } }]);
  });

  it('is invalid by itself, whatever it is', async () => {
    const keys = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, 1]));
    const { rows } = await read(
      '{"email":',
      '[1]',
      '7',
      '['.repeat(100_000),
      `{"email":[${'0,'.repeat(5_000)}0]}`,
      { email: 'a@example.com', ...keys },
      { email: 'a@example.com', x: 'x'.repeat(1_001) },
      `{"x":"${'x'.repeat(1_100_000)}"}`,
      { email: 'z@example.com' },
    );
    expect(rows.map((row) => ('reason' in row ? row.reason : row.raw.email))).toEqual([
      'Line must be a JSON object',
      'Line must be a JSON object',
      'Line must be a JSON object',
      'Line must have at most 1000 values, and 8 levels of them',
      'Line must have at most 1000 values, and 8 levels of them',
      'The lines together must have at most 50 different keys',
      'Cell in column 2 must have at most 1,000 characters',
      'Line must not be longer than 1 MB',
      'z@example.com',
    ]);
    expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(rows.every((row) => !('value' in row) || row.value.length <= 200)).toBe(true);
  });
});
