import { toBoolean } from '../../../common/validation/coercion.js';
import { suggestedRoles } from '../../../model/suggested-role.js';
import type { JobColumn } from '../../job.js';
import type { RawItem } from '../../lists/item-checker.js';
import { cellAsText } from './cell-as-text.js';
import type { ColumnField } from './column-field.js';
import { distinctNames } from './column-names.js';

/** Longest name that is stored, in characters; a longer one is only returned with the results. */
const MAX_NAME = 200;
const MEMBER_PAGE = /linkedin\.com\//i;

/** The columns of a file, and how a row is read by them. */
export class FileColumns {
  private readonly positions: Partial<Record<ColumnField, number>> = {};
  private readonly fields: (ColumnField | null)[] = [];
  private readonly names: string[] = [];

  constructor(names: readonly string[], fields: readonly (ColumnField | null)[]) {
    for (const [index, name] of names.entries()) this.add(name, fields[index] ?? null);
  }

  get count(): number {
    return this.names.length;
  }

  /** Adds a column on the right. A field that another column has already goes to none. */
  add(name: string, field: ColumnField | null): void {
    const isTaken = field !== null && this.positions[field] !== undefined;
    if (field !== null && !isTaken) this.positions[field] = this.names.length;
    this.fields.push(isTaken ? null : field);
    this.names.push(name);
  }

  /** The columns, and what each of them contains. */
  list(): JobColumn[] {
    return distinctNames(this.names).map((name, index) => ({ name, as: this.fields[index] ?? null }));
  }

  has(field: ColumnField): boolean {
    return this.positions[field] !== undefined;
  }

  /** What a row is looked up by. An address in the column of member URLs, or the reverse, is moved to the right one. */
  lookups(cells: readonly unknown[]): Pick<RawItem, 'email' | 'linkedin_url'> {
    const [email, linkedin_url] = [this.cell('email', cells), this.cell('linkedin_url', cells)];
    if (isBlank(linkedin_url) && isMemberPage(email)) return { email: null, linkedin_url: email };
    if (isBlank(email) && isAddress(linkedin_url)) return { email: linkedin_url, linkedin_url: null };
    return { email, linkedin_url };
  }

  /** The row as an item, with all of its cells. A role, a name or a flag that cannot be used is only returned with the results. */
  item(cells: readonly unknown[]): RawItem {
    return {
      ...this.lookups(cells),
      suggested_role: this.role(cells),
      name: this.name(cells),
      include_companies: this.flag(cells),
      custom: cells.map(cellAsText),
    };
  }

  private cell(field: ColumnField, cells: readonly unknown[]): unknown {
    const position = this.positions[field];
    return position === undefined ? null : (cells[position] ?? null);
  }

  private text(field: ColumnField, cells: readonly unknown[]): string {
    const cell = this.cell(field, cells);
    return typeof cell === 'string' ? cell.trim() : '';
  }

  private role(cells: readonly unknown[]): string | null {
    const role = this.text('suggested_role', cells).toUpperCase();
    return suggestedRoles.find((known) => known === role) ?? null;
  }

  private name(cells: readonly unknown[]): string | null {
    const parts = [this.text('first_name', cells), this.text('last_name', cells)];
    const name = this.text('name', cells) || parts.filter(Boolean).join(' ');
    return name === '' || name.length > MAX_NAME ? null : name;
  }

  private flag(cells: readonly unknown[]): boolean | null {
    const flag = toBoolean(this.cell('include_companies', cells));
    return typeof flag === 'boolean' ? flag : null;
  }
}

const isBlank = (cell: unknown) => cell === null || (typeof cell === 'string' && cell.trim() === '');
const isMemberPage = (cell: unknown) => typeof cell === 'string' && MEMBER_PAGE.test(cell) && !cell.includes('@');
const isAddress = (cell: unknown) => typeof cell === 'string' && cell.includes('@') && !cell.includes('/');
