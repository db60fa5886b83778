import { describe, expect, it } from '@jest/globals';
import { readAs } from '../common/validation/request.pipe.js';
import type { InvalidRequestError } from '../common/errors/invalid-request.error.js';
import { BatchRequest } from './batches/dto/batch-request.dto.js';
import { ProfileToIngest } from './dto/profile-to-ingest.dto.js';
import { intakeItem } from './intake-item.js';

const ANN = { linkedin_url: 'https://www.linkedin.com/in/ann', suggested_role: 'CTO' };

/** How old what is stored may be, of the only item of a batch. */
function freshnessOf(item: object, batch: object = {}) {
  const request = readAs(BatchRequest, { profiles: [{ ...ANN, ...item }], ...batch });
  const { max_age_hours, force_refresh } = intakeItem(request.profiles[0]!, request);
  return { max_age_hours, force_refresh };
}

function problemsOf(read: () => unknown) {
  try {
    return read();
  } catch (error) {
    return (error as InvalidRequestError).fieldErrors.map(({ field, error_type }) => `${field} ${error_type}`);
  }
}

describe('how old a stored profile may be', () => {
  it.each([
    ['nothing', {}, {}, { max_age_hours: null, force_refresh: false }],
    ['an age', { max_age_hours: '1.5' }, {}, { max_age_hours: 1.5, force_refresh: false }],
    ['a fetch in any case', { force_refresh: true }, {}, { max_age_hours: null, force_refresh: true }],
    [
      'both without a contradiction',
      { force_refresh: true, max_age_hours: 0 },
      {},
      { max_age_hours: 0, force_refresh: true },
    ],
    ['the age of the batch', { max_age_hours: null }, { max_age_hours: 2 }, { max_age_hours: 2, force_refresh: false }],
    ['a fetch of the batch', {}, { force_refresh: 'true' }, { max_age_hours: null, force_refresh: true }],
    ['its own age', { max_age_hours: 3 }, { force_refresh: true }, { max_age_hours: 3, force_refresh: false }],
    ['its own fetch', { force_refresh: true }, { max_age_hours: 2 }, { max_age_hours: null, force_refresh: true }],
  ])('is decided by %s', (_, item, batch, expected) => {
    expect(freshnessOf(item, batch)).toEqual(expected);
  });

  it.each<[object, string[]]>([
    [{ max_age_hours: 1, force_refresh: true }, ['force_refresh mutually_exclusive']],
    [{ max_age_hours: -1 }, ['max_age_hours greater_than_equal']],
    [{ max_age_hours: 1e9 }, ['max_age_hours less_than_equal']],
    [{ max_age_hours: 'soon', force_refresh: 'maybe' }, ['max_age_hours float_parsing', 'force_refresh bool_parsing']],
    [{ force_refresh: null }, ['force_refresh bool_type']],
  ])('cannot be %j in any request', (given, problems) => {
    expect(problemsOf(() => readAs(ProfileToIngest, { ...ANN, ...given }))).toEqual(problems);
    expect(problemsOf(() => readAs(BatchRequest, { profiles: [ANN], ...given }))).toEqual(problems);
    const within = problems.map((problem) => `profiles.0.${problem}`);
    expect(problemsOf(() => readAs(BatchRequest, { profiles: [{ ...ANN, ...given }] }))).toEqual(within);
  });
});
