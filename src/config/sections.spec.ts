import { describe, expect, it } from '@jest/globals';
import { sections, variables } from './sections.js';

describe('the settings', () => {
  it.each(Object.entries(variables))('%s says what it is for', (_name, { description, expected }) => {
    expect([description, expected]).not.toContain('');
  });

  it('are all in a section', () => {
    expect(sections.flatMap((section) => Object.keys(section.variables)).toSorted()).toEqual(
      Object.keys(variables).toSorted(),
    );
  });

  it.each(Object.entries(variables).filter(([name]) => /KEYS?$|SECRET|TOKEN$|WORKFLOW_URL$|DATABASE_URL/.test(name)))(
    '%s is a secret',
    (_name, { secret }) => {
      expect(secret).toBe(true);
    },
  );
});
