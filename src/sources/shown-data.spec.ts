import { describe, expect, it } from '@jest/globals';
import { shownData } from './shown-data.js';

describe('the data that a job shows', () => {
  const person = { full_name: 'Ann' };

  it.each([
    ['people-data-labs', { status: 200, likelihood: 9, data: person }, person],
    ['people-data-labs', person, person],
    ['people-data-labs', null, null],
    ['people-data-labs', { ...person, data: null }, { ...person, data: null }],
    ['bearer-api', { data: person }, { data: person }],
    ['sandbox', [person], [person]],
  ])('of %s is for %j %j', (source, answer, data) => {
    expect(shownData(source, answer)).toEqual(data);
  });
});
