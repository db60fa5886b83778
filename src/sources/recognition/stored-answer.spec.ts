import { describe, expect, it } from '@jest/globals';
import { mapStoredAnswer } from './stored-answer.js';

const URL = 'https://www.linkedin.com/in/ann/';

describe('an answer as it was stored', () => {
  it('has the URL that its person is stored with, if it gives none', () => {
    const answer = JSON.stringify({ full_name: 'Ann Example' });
    expect(mapStoredAnswer(answer, URL)).toMatchObject({ public_id: 'ann', url: URL, name: 'Ann Example' });
    expect(mapStoredAnswer(answer, null)).toMatchObject({ public_id: null, url: null });
    const given = JSON.stringify({ full_name: 'Ann', linkedin_url: 'linkedin.com/in/own' });
    expect(mapStoredAnswer(given, URL)).toMatchObject({ public_id: 'own' });
  });

  it.each([
    ['is no JSON', 'Ann'],
    ['names nobody', '{"error": "gone"}'],
    ['is about somebody whom LinkedIn does not show', '{"full_name": "LinkedIn Member"}'],
    ['is nested too deeply', `${'['.repeat(200)}${']'.repeat(200)}`],
    ['is text within text within text', JSON.stringify(JSON.stringify(JSON.stringify('{"full_name": "Ann"}')))],
  ])('is not understood if it %s', (_what, answer) => {
    expect(mapStoredAnswer(answer, URL)).toBeNull();
  });
});
