import { describe, expect, it } from '@jest/globals';
import { diagnose, type Rule } from './backend-problem.js';

const of = (kind: string, message: string | ((place: string) => string) = kind) => ({
  kind,
  message,
  isOutage: true,
  needsOperator: false,
});
const RULES: readonly Rule<string, string>[] = [
  { code: /^A1$/, message: /extension/, problem: of('both') },
  { code: /^A1$/, problem: of('code', (place) => `${place} says A1`) },
  { name: /^Timeout/, problem: of('name') },
  { code: /^$/, status: [0, 404], problem: of('listed') },
  { status: (status) => status >= 500, problem: of('range') },
];

describe('the problem behind a failure', () => {
  it.each([
    [{ code: 'A1', message: 'no extension' }, 'both'],
    [{ code: 'A1', message: 'something else' }, 'code'],
    [{ name: 'TimeoutError', status: 503 }, 'name'],
    [{ status: 0 }, 'listed'],
    [{ status: 503, code: 'B2' }, 'range'],
  ])('of %j is that of the first row that fits: %s', (symptoms, kind) => {
    expect(diagnose(symptoms, RULES, 'The server')?.kind).toBe(kind);
  });

  it.each([[{}], [{ code: 'B2', status: 404 }], [{ message: 'extension' }]])('of %j is null', (symptoms) => {
    expect(diagnose(symptoms, RULES, 'The server')).toBeNull();
  });

  it('is described in terms of the backend where it occurred', () => {
    expect(diagnose({ code: 'A1' }, RULES, 'The server')).toEqual(of('code', 'The server says A1'));
  });
});
