import { describe, expect, it } from '@jest/globals';
import { CustomColumns } from './custom-columns.js';

describe('CustomColumns', () => {
  it('shows a row of a file as its cells, and those that were not taken for anything by their column', () => {
    const columns = new CustomColumns([
      { name: 'Team', as: null },
      { name: 'E-Mail', as: 'email' },
      { name: 'Note', as: null },
    ]);
    expect(columns.names).toEqual(['Team', 'E-Mail', 'Note']);
    const row = ['A', 'Ann@X.com', 'x'];
    expect(columns.cells(row)).toEqual(row);
    expect(columns.byKey(row)).toEqual({ Team: 'A', Note: 'x' });
    expect(columns.cells(['B'])).toEqual(['B', '', '']);
    expect(columns.byKey(['B'])).toEqual({ Team: 'B', Note: '' });
  });

  it('shows what an item carries along in the columns of all items', () => {
    const columns = new CustomColumns(['a', 'toString', 'b'].map((name) => ({ name, as: null })));
    expect(columns.cells({ b: '2', a: '1' })).toEqual(['1', '', '2']);
    expect(columns.cells(null)).toEqual(['', '', '']);
    expect(columns.byKey({ b: '2' })).toEqual({ b: '2' });
    expect(columns.byKey(null)).toBeNull();
  });

  it('has none for a job without them', () => {
    expect(new CustomColumns(null).cells(null)).toEqual([]);
  });
});
