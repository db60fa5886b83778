import type { JobColumn, ListItem } from '../job.js';

type Custom = ListItem['custom'];

/** The custom values of the items of a job, as the API and spreadsheets show them. */
export class CustomColumns {
  private readonly columns: readonly JobColumn[];

  /** @param columns of a file, or the keys of `custom`; no two have the same name */
  constructor(columns: readonly JobColumn[] | null) {
    this.columns = columns ?? [];
  }

  get names(): string[] {
    return this.columns.map(({ name }) => name);
  }

  /** One cell for each name; for a row of a file, all of its cells unchanged. */
  cells(custom: Custom): string[] {
    if (Array.isArray(custom)) return this.columns.map((_, index) => custom[index] ?? '');
    return this.columns.map(({ name }) => (custom && Object.hasOwn(custom, name) ? (custom[name] ?? '') : ''));
  }

  /** Values by key; for a row of a file, the cells of columns that have no meaning for the service. */
  byKey(custom: Custom): Record<string, string> | null {
    if (!Array.isArray(custom)) return custom;
    const carried = this.columns.flatMap(({ name, as }, index) => (as === null ? [[name, custom[index] ?? '']] : []));
    return Object.fromEntries(carried) as Record<string, string>;
  }
}
