import { describe, expect, it } from '@jest/globals';
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
});
