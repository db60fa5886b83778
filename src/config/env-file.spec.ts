import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkEnvFile } from './env-file.js';

describe('checkEnvFile', () => {
  it('has nothing to say about what the service and its tools read', () => {
    const text = [
      '\uFEFF# a comment',
      '',
      'PORT=9000 # why not',
      '  export API_KEY = "two words"',
      'DATA_DIR=',
      "AWS_SECRET_ACCESS_KEY='a=b'",
      'PGRST_JWT_SECRET=x',
      'OPENAI_API_KEY="first',
      'NOT A LINE OF ITS OWN',
      'last"',
      'NO_PROXY=localhost\r',
    ].join('\n');
    expect(checkEnvFile(text)).toEqual({ problems: [], notices: [] });
  });

  it('names the line that cannot be read, and nothing of what is in it', () => {
    const { problems } = checkEnvFile(
      'PORT=1\nhunter2\n=hunter2\n1ST=hunter2\nAPI_KEY: hunter2\nAPI_KEY="hunter2\nPORT=2',
    );
    expect(problems).toEqual([
      ...[2, 3, 4, 5].map((line) => `.env line ${line} cannot be read: write NAME=value, or # before a comment`),
      '.env line 6 cannot be read: the quote in front of the value of API_KEY is never closed',
    ]);
  });

  it('mentions a name that nobody reads, without its value', () => {
    expect(checkEnvFile('\nDB_PASS=hunter2').notices).toEqual([
      '.env line 2: DB_PASS is not a setting of this service and is ignored',
    ]);
  });

  it('warns of a value that is cut off at a "#", and repeats nothing of it', () => {
    const text = 'API_KEY=hunter2#3\nDATA_DIR="a#b"\nPORT=80 # a comment\nHOST=#\nLOG_LEVEL=info\t#x#y';
    expect(checkEnvFile(text)).toEqual({
      problems: [],
      notices: ['.env line 1: the value of API_KEY ends before the "#"; put it in quotes if the "#" is a part of it'],
    });
  });

  it('warns exactly of values that Node cuts off in the middle of a word', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '#', ' ', '"', "'", '=', '\t'), maxLength: 12 });
    fc.assert(
      fc.property(value, (text) => {
        const { problems, notices } = checkEnvFile(`API_KEY=${text}`);
        const read = parseEnv(`API_KEY=${text}`)['API_KEY'] ?? '';
        const isCut = !/^["'`]/.test(text.trim()) && read !== '' && text.trim().charAt(read.length) === '#';
        fc.pre(problems.length === 0);
        expect(notices.length > 0).toBe(isCut);
      }),
    );
  });
});
