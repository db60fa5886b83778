import { describe, expect, it } from '@jest/globals';
import { ArrayMaxSize, IsIn, IsInt, IsString } from 'class-validator';
import { InvalidRequestError, type FieldError } from '../errors/invalid-request.error.js';
import { ListOf } from './list-of.decorator.js';
import { RequestPipe } from './request.pipe.js';
import { Secret } from './secret.decorator.js';

const TEXT = 'do-not-repeat-me';

class Credential {
  @Secret()
  @IsString()
  password: string;

  @IsInt()
  age: number;
}

class Heir extends Credential {}

class Credentials {
  @Secret()
  @ListOf(() => Credential)
  @ArrayMaxSize(2)
  list: Credential[];

  @Secret()
  @IsIn(['a'], { each: true })
  words: string[] = [];
}

function errorsOf(sent: unknown, metatype: typeof Credential | typeof Credentials): readonly FieldError[] {
  try {
    new RequestPipe().transform(sent, { type: 'body', metatype });
    return [];
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.fieldErrors;
    throw error;
  }
}

describe('a secret field', () => {
  it.each<[string, unknown, typeof Credential | typeof Credentials, string]>([
    ['the field', { password: [TEXT], age: 1 }, Credential, 'password'],
    ['the field of an heir', { password: [TEXT], age: 1 }, Heir, 'password'],
    ['the field of an item', { list: [{ password: [TEXT], age: 1 }] }, Credentials, 'list.0.password'],
    ['an item', { list: [TEXT] }, Credentials, 'list.0'],
    ['the list', { list: TEXT }, Credentials, 'list'],
    ['a list that is too long', { list: [TEXT, TEXT, TEXT] }, Credentials, 'list'],
    ['one of several words', { list: [], words: [TEXT] }, Credentials, 'words.0'],
    ['the body', TEXT, Credential, 'body'],
    ['the body of many', [{ password: TEXT }], Credentials, 'body'],
  ])('is not repeated when %s is wrong', (_what, sent, dto, field) => {
    expect(errorsOf(sent, dto)).toEqual([expect.objectContaining({ field, invalid_value: '[redacted]' })]);
  });

  it('leaves the fields beside it readable', () => {
    expect(errorsOf({ list: [{ password: TEXT, age: 'old' }] }, Credentials)).toMatchObject([
      { field: 'list.0.age', invalid_value: 'old' },
    ]);
  });

  it.each([[{ age: 1 }], [{ password: null, age: 1 }]])('is null in %j', (sent) => {
    expect(errorsOf(sent, Credential)).toMatchObject([{ field: 'password', invalid_value: null }]);
  });
});
