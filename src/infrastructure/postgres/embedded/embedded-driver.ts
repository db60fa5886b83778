export type Parsers = Record<number, (text: string) => unknown>;

export interface StatementOptions {
  /** Read the values of these types, by OID, instead of the usual way. */
  parsers?: Parsers;
  /** What `copy ... from '/dev/blob'` reads. */
  copied?: string;
}

export interface Results<Row> {
  rows: Row[];
}

/** Statements of one caller. They reject with an error that has the SQLSTATE as `code`, and `severity`. */
export interface Statements {
  query: <Row>(text: string, values?: unknown[], options?: StatementOptions) => Promise<Results<Row>>;
  /** Runs all statements of a script. */
  exec: (script: string) => Promise<Results<unknown>[]>;
}

/** The embedded Postgres as the service uses it. */
export interface EmbeddedDriver extends Statements {
  transaction<T>(work: (transaction: Statements) => Promise<T>): Promise<T>;
  /** Runs a script; resolves with the text of the first column of its first row, undefined without a row. */
  answer(script: string): Promise<string | null | undefined>;
  /** Resolves with how to stop listening. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  /** After the statement that is running. */
  close(): Promise<void>;
}
