import type { Connection, Submittable } from 'pg';

/** The part of pg's connection that its types leave out. */
interface CopyConnection extends Connection {
  sendCopyFromChunk: (chunk: Buffer) => void;
  endCopyFrom: () => void;
}

/** One `COPY … FROM STDIN` whose data is in memory, as a query that pg runs. Its methods are those that pg calls. */
export class CopyIn implements Submittable {
  private failure: Error | null = null;

  constructor(
    private readonly statement: string,
    private readonly data: Buffer,
    /** pg wraps it. */
    public callback: (failure: Error | null) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.data);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    // The server reports an error before it is ready for the next query; a lost connection reports only the error.
    this.failure = error;
    this.callback(error);
  }

  handleReadyForQuery(): void {
    if (this.failure === null) this.callback(null);
  }
}
