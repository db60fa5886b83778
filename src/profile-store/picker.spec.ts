import { describe, expect, it } from '@jest/globals';
import { aCompany, aProfile } from '../../test/support/builders.js';
import { toCompanyColumns } from './company.row.js';
import { toProfileColumns } from './profile.row.js';

describe('what is stored of a value', () => {
  it('is every field of it, and nothing that it carries along', () => {
    const extra = { id: 'x', constructor: 'y', seq: 1 };
    expect(toProfileColumns({ ...aProfile(), ...extra })).toEqual(aProfile());
    expect(toCompanyColumns({ ...aCompany(), ...extra })).toEqual(aCompany());
  });
});
