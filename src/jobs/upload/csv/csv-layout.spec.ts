import { describe, expect, it } from '@jest/globals';
import { readList } from '../../../../test/support/list-file.js';
import type { ColumnField } from '../columns/column-field.js';
import { columnKey } from '../columns/column-field.js';

const read = async (text: string, choice: Record<string, ColumnField | null> = {}) => {
  const columns = new Map(Object.entries(choice).map(([name, field]) => [columnKey(name), field]));
  return readList(text, { columns });
};
const taken = async (text: string, choice?: Record<string, ColumnField | null>) =>
  (await read(text, choice)).columns.map(({ name, as }) => (as === null ? name : `${name} = ${as}`));
const refusal = (text: string, choice?: Record<string, ColumnField | null>) =>
  read(text, choice).then(
    () => null,
    (error: { fieldErrors?: { message: string }[] }) => error.fieldErrors?.[0]?.message,
  );

describe('the columns of a CSV file', () => {
  it.each([
    ['email', 'Email', 'E-mail', ' EMAIL ADDRESS', 'e_mail', 'Mail', 'Work Email'],
    ['linkedin_url', 'LinkedIn', 'linkedin url', 'LinkedIn-URL', 'Profile URL', 'url', 'Person Linkedin Url'],
    ['suggested_role', 'Role', 'suggested_role'],
    ['name', 'NAME', 'Full name'],
    ['first_name', 'First Name', 'given-name'],
    ['last_name', 'last_name', 'Surname'],
    ['include_companies', 'Include companies'],
  ])('are found by name: %s', async (field, ...names) => {
    const beside = field === 'email' ? 'linkedin' : 'email';
    for (const name of names) {
      const { columns } = await read(`${beside},${name}\na@example.com,x\n`);
      expect(columns[1]).toEqual({ name: name.trim(), as: field });
    }
  });

  it('are each field once: the first, but a column that says LinkedIn before one that is any URL', async () => {
    expect(await taken('Email,E-mail,URL,LinkedIn,Profile URL\n')).toEqual([
      'Email = email',
      'E-mail',
      'URL',
      'LinkedIn = linkedin_url',
      'Profile URL',
    ]);
  });

  it('of an export of this service are found', async () => {
    const exported =
      'Team,status,error,profile_id,name,headline,current_title,current_company,company_domain,location,country_code,linkedin_url,email,source,fetched_at';
    expect((await taken(exported)).filter((column) => column.includes('='))).toEqual([
      'name = name',
      'linkedin_url = linkedin_url',
      'email = email',
    ]);
  });

  it('can be told apart if they have the same name or none', async () => {
    expect(await taken('email,Notes,,Notes,Notes (2),\n1@example.com,,,,,,x')).toEqual([
      'email = email',
      'Notes',
      'Column 3',
      'Notes (2)',
      'Notes (2) (2)',
      'Column 6',
      'Column 7',
    ]);
  });

  it('are as the client says, and otherwise by name', async () => {
    const text = 'Work mail,Mail,Who,Link\na@example.com,b@example.com,Ann,linkedin.com/in/ann';
    const choice = { 'work MAIL': 'email', who: 'name', Link: 'linkedin_url' } as const;
    const { rows, columns } = await read(text, choice);
    expect(columns.map(({ as }) => as)).toEqual(['email', null, 'name', 'linkedin_url']);
    expect(rows).toMatchObject([{ raw: { email: 'a@example.com', name: 'Ann', linkedin_url: 'linkedin.com/in/ann' } }]);
    expect(await taken('Mail,LinkedIn\n', { mail: null })).toEqual(['Mail', 'LinkedIn = linkedin_url']);
  });

  it('are taken from the first row with data if there is no header', async () => {
    expect((await read('jane@example.com\n\nlinkedin.com/in/ann\nnobody\n')).rows).toMatchObject([
      { row: 1, raw: { email: 'jane@example.com', linkedin_url: null } },
      { row: 3, raw: { email: null, linkedin_url: 'linkedin.com/in/ann' } },
      { row: 4, raw: { email: 'nobody' } },
    ]);
    const { rows, columns } = await read('\nJane;Jane Doe <jane@example.com>;https://linkedin.com/in/jane');
    expect(columns).toEqual([
      { name: 'Column 1', as: null },
      { name: 'Column 2', as: 'email' },
      { name: 'Column 3', as: 'linkedin_url' },
    ]);
    expect(rows).toMatchObject([{ row: 2, raw: { email: 'Jane Doe <jane@example.com>' } }]);
  });

  it('are not taken from a row of data that says where somebody was found', async () => {
    const { rows, columns } = await read('jane@example.com;LinkedIn\njoe@example.com;Email\n');
    expect(columns.map(({ as }) => as)).toEqual(['email', null]);
    expect(rows).toMatchObject([
      { row: 1, raw: { email: 'jane@example.com', custom: ['jane@example.com', 'LinkedIn'] } },
      { row: 2, raw: { email: 'joe@example.com' } },
    ]);
    const problem = await refusal('Kontakt;Quelle\nlinkedin.com/in/jane;Messe\njoe@example.com;LinkedIn\n');
    expect(problem).toMatch(/\(found: "Kontakt", "Quelle"\).*\{"Kontakt":"linkedin_url"\}$/);
  });

  it('are found below a title and notes', async () => {
    const title = `List of the fair\n"notes, with
several lines"\n,,\n`;
    const { rows } = await read(`${title}Team,Mail\nSales,a@example.com`);
    expect(rows).toMatchObject([{ row: 5, raw: { email: 'a@example.com' } }]);
  });

  it.each([
    [
      'Work mail;Team\na@example.com;x',
      {},
      'No column is named like email addresses or LinkedIn URLs (found: "Work mail", "Team"); rename one to Email or LinkedIn URL, or say which one is with columns, such as {"Work mail":"email"}',
    ],
    [
      'Vorname;Profil\n;\nAyşe;https://www.linkedin.com/in/ayse\n',
      {},
      'No column is named like email addresses or LinkedIn URLs (found: "Vorname", "Profil"); rename one to Email or LinkedIn URL, or say which one is with columns, such as {"Profil":"linkedin_url"}',
    ],
    [
      'Mail,Team\na@example.com,x',
      { Address: 'email' },
      'columns names a column that the file does not have (found: "Mail", "Team")',
    ],
    [
      `Mail${',x'.repeat(10_000)}\n`,
      {},
      'The file has 10,001 columns; remove some, because at most 50 are returned with the results',
    ],
    [
      'Mail,Team\na@example.com,"x\nb@example.com,y',
      {},
      'Row 2 has a quotation mark that is never closed; close it, or write it twice if it is text',
    ],
    [
      `Mail,Team\na@example.com,"x\n${'b@example.com,y\n'.repeat(100_000)}`,
      {},
      'Row 2 is longer than 1 MB; look for a quotation mark in it that is never closed',
    ],
    [
      `Mail,Team\na@example.com,${','.repeat(1_100_000)}`,
      {},
      'Row 2 is longer than 1 MB; look for a quotation mark in it that is never closed',
    ],
    [
      `"Mail,Team\n${'b@example.com,y\n'.repeat(100_000)}`,
      {},
      'Row 1 is longer than 1 MB; look for a quotation mark in it that is never closed',
    ],
  ] as const)('that cannot be used are refused in one sentence', async (text, choice, message) => {
    expect(await refusal(text, choice)).toBe(message);
  });
});

describe('a row of a CSV file', () => {
  it('may be shorter or longer than the header', async () => {
    const { rows, columns } = await read('Team,Mail,,,\n,a@example.com\nx,b@example.com,y,z,,\n');
    expect(rows).toMatchObject([
      { raw: { custom: ['', 'a@example.com'] } },
      { raw: { custom: ['x', 'b@example.com', 'y', 'z'] } },
    ]);
    expect(columns.map(({ name }) => name)).toEqual(['Team', 'Mail', 'Column 3', 'Column 4']);
  });

  it('does not count if it is blank, but has its number', async () => {
    const { rows } = await read('Mail,Team\n\n,\n"a@example.com","x\n\ny"\r\n  ,""\nb@example.com,');
    expect(rows).toMatchObject([
      { row: 4, raw: { email: 'a@example.com', custom: ['a@example.com', 'x\n\ny'] } },
      { row: 6, raw: { email: 'b@example.com' } },
    ]);
  });

  it('with too long a cell or too many cells is invalid, and the next one is not', async () => {
    const long = `Mail,Notes\na@example.com,${'x'.repeat(1_001)}\nb@example.com,${'x'.repeat(1_000)}\nc@example.com${',x'.repeat(50)}\n`;
    const { rows, columns } = await read(long);
    expect(rows).toMatchObject([
      { row: 2, value: 'a@example.com', reason: 'Cell in column 2 must have at most 1,000 characters' },
      { row: 3, raw: { email: 'b@example.com' } },
      { row: 4, value: 'c@example.com', reason: 'Row must have at most 50 cells' },
    ]);
    expect(columns).toHaveLength(2);
  });

  it('is only carried along where its role, name or flag cannot be used', async () => {
    const text = `Mail,Role,Name,Include companies\na@example.com,ciso,Ann,Yes\nb@example.com,Boss,${'x'.repeat(201)},perhaps\n`;
    expect((await read(text)).rows).toMatchObject([
      { raw: { suggested_role: 'CISO', name: 'Ann', include_companies: true } },
      { raw: { suggested_role: null, name: null, include_companies: null } },
    ]);
  });

  it('has its name from two columns if there is none in one', async () => {
    const text =
      'Mail,First name,Last name,Name\na@example.com,Ann,Lee,\nb@example.com,Bo,,Bo Li\nc@example.com,,Cox,\n';
    expect((await read(text)).rows).toMatchObject([
      { raw: { name: 'Ann Lee' } },
      { raw: { name: 'Bo Li' } },
      { raw: { name: 'Cox' } },
    ]);
  });

  it('may have an address and a member URL in the column of the other', async () => {
    const text = 'Mail,LinkedIn\nlinkedin.com/in/ann,\n,b@example.com\nlinkedin.com/in/c,linkedin.com/in/d\n';
    expect((await read(text)).rows).toMatchObject([
      { raw: { email: null, linkedin_url: 'linkedin.com/in/ann' } },
      { raw: { email: 'b@example.com', linkedin_url: null } },
      { raw: { email: 'linkedin.com/in/c', linkedin_url: 'linkedin.com/in/d' } },
    ]);
  });
});
