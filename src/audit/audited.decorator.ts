import { SetMetadata } from '@nestjs/common';
import type { AuditEntry } from './audit-record.js';

export const AUDITED = Symbol('audited');

/** A completed operation. */
export interface Done<Result = unknown> {
  result: Result;
  /** Parameters of the path. */
  params: Readonly<Record<string, string>>;
}

/** Describes a completed operation for the record. */
export type Describe = (done: Done<never>) => AuditEntry | readonly AuditEntry[];

/** Records the operations of a route that succeed. */
export const Audited = <Result = unknown>(describe: (done: Done<Result>) => AuditEntry | readonly AuditEntry[]) =>
  SetMetadata(AUDITED, describe);
