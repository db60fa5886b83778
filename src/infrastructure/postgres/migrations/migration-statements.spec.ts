import { describe, expect, it } from '@jest/globals';
import { statementsOf } from './migration-statements.js';

describe('the statements of a migration', () => {
  it.each([
    ['without their semicolons', 'select 1; select 2;\n', ['select 1', 'select 2']],
    ['with the comment before them', '-- a; b\nselect 1;\n-- the end', ['-- a; b\nselect 1', '-- the end']],
    ['with block comments', 'select /* a; b */ 1; select 2', ['select /* a; b */ 1', 'select 2']],
    ['with quoted semicolons', `select 'a;''b;'; select ";"`, [`select 'a;''b;'`, 'select ";"']],
    ['with whole bodies', 'do $$ begin; end $$; select $a$ $$; $a$', ['do $$ begin; end $$', 'select $a$ $$; $a$']],
    ['with rules in parentheses', 'do (select 1; select 2); select 3', ['do (select 1; select 2)', 'select 3']],
    ['none of them empty', ' ; ;select 1;; ', ['select 1']],
  ])('come %s', (_, sql, statements) => {
    expect(statementsOf(sql)).toEqual(statements);
  });
});
