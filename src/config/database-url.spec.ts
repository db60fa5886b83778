import { describe, expect, it } from '@jest/globals';
import { databaseUrlProblems } from './database-url.js';

const problemsOf = (DATABASE_URL: string) => databaseUrlProblems({ DATABASE_URL });

describe('the rules of DATABASE_URL', () => {
  it.each([
    'postgres://db.example/jobs',
    'postgresql://ann:p%40ss%2Fw%23rd@db.example:5432/jobs?sslmode=require',
    'postgres://ann:p@ss@db.example/jobs',
    'postgres://db.example/jobs?sslmode=verify-ca&sslrootcert=/etc/ca@home.crt',
  ])('take %s', (url) => {
    expect(problemsOf(url)).toEqual([]);
  });

  it.each([
    'postgres://ann:12/hunter2@db.example/jobs',
    'postgres://ann:12?hunter2@db.example/jobs',
    'postgres://ann:12#hunter2@db.example/jobs',
    'postgres://ann:hunter2%e9@db.example/jobs',
  ])('want %s percent-encoded, and do not repeat it', (url) => {
    const problems = problemsOf(url);
    expect(problems).toEqual([expect.stringMatching(/percent-encoded/)]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each([
    ['sslmode=prefer', /must use one of these values for sslmode: disable, require/],
    ['sslmode=verify-ca', /must set sslrootcert to its CA file/],
  ])('refuse %s', (query, problem) => {
    expect(problemsOf(`postgres://db.example/jobs?${query}`)).toEqual([expect.stringMatching(problem)]);
  });
});
