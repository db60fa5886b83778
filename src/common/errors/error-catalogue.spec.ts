import { describe, expect, it } from '@jest/globals';
import { ApplicationError } from './application.error.js';
import { commonErrors } from './common.errors.js';
import { errorCatalogue } from './error-catalogue.js';
import { statusOf } from './http-status.js';

const errors = errorCatalogue({
  THING_NOT_FOUND: { kind: 'not-found', message: 'No thing has this id', suggestions: ['List things'] },
});

describe('errorCatalogue', () => {
  it('makes errors that know their code, kind, words and details', () => {
    const error = errors.THING_NOT_FOUND({ thing_id: 7 });
    expect(error).toBeInstanceOf(ApplicationError);
    expect(error).toMatchObject({
      code: 'THING_NOT_FOUND',
      kind: 'not-found',
      message: 'No thing has this id',
      suggestions: ['List things'],
      details: { thing_id: 7 },
    });
  });

  it('can say it in other words, with a cause and a time to try again', () => {
    const cause = new Error('below');
    const error = errors.THING_NOT_FOUND({}, { message: 'Gone', cause, retryAfterSeconds: 3 });
    expect(error).toMatchObject({ message: 'Gone', cause, retryAfterSeconds: 3 });
  });

  it('can be read for the documentation', () => {
    expect({ ...errors.THING_NOT_FOUND }).toEqual({
      code: 'THING_NOT_FOUND',
      kind: 'not-found',
      message: 'No thing has this id',
      suggestions: ['List things'],
    });
  });

  it('has a status for every error', () => {
    const statuses = Object.values(commonErrors).map(({ kind }) => statusOf[kind]);
    expect(statuses.every((status) => status >= 400 && status < 600)).toBe(true);
  });
});
