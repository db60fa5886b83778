import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { readAs } from '../validation/request.pipe.js';
import { PROFILE_FIELDS } from '../../model/profile-fields.js';
import { ProfileFieldsQuery } from './profile-fields.dto.js';

const read = (fields: unknown) => readAs(ProfileFieldsQuery, { fields }).fields;
const problems = (fields: unknown) => {
  try {
    return read(fields);
  } catch (error) {
    return (error as InvalidRequestError).fieldErrors.map(({ field, error_type }) => `${field} ${error_type}`);
  }
};

describe('the choice of fields', () => {
  it.each([
    ['text', 'name, position,,skills', ['name', 'position', 'skills']],
    ['a list', ['id', 'name'], ['id', 'name']],
    ['nothing', undefined, undefined],
  ])('may be %s', (_form, sent, fields) => {
    expect(read(sent)).toEqual(fields);
  });

  it.each<[string, unknown, string]>([
    ['has an unknown name', 'name,shoe_size', 'fields enum'],
    ['has an unknown name in a list', ['name', 'constructor'], 'fields.1 enum'],
    ['has something else than a name', ['name', ['id']], 'fields.1 enum'],
    ['is empty text', '', 'fields too_short'],
    ['is a comma', ' , ', 'fields too_short'],
    ['is an empty list', [], 'fields too_short'],
    ['is a number', 7, 'fields list_type'],
    ['is null', null, 'fields list_type'],
    ['is very long text', 'id,'.repeat(5_000), 'fields too_long'],
    ['is a very long list', Array(5_000).fill('id'), 'fields too_long'],
  ])('is refused if it %s', (_case, sent, problem) => {
    expect(problems(sent)).toEqual([problem]);
  });

  it('is refused with the names of all fields', () => {
    expect(() => read('shoe_size')).toThrow(
      expect.objectContaining({
        fieldErrors: [
          expect.objectContaining({
            message: expect.stringContaining(`'${PROFILE_FIELDS.at(-2)}' or '${PROFILE_FIELDS.at(-1)}'`),
          }),
        ],
      }),
    );
  });
});
