import { access, open, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { DataDirectory } from '../data-directory/data-directory.js';
import { DynamoDb } from '../dynamodb/dynamodb.js';
import { EmbeddedPostgres } from '../postgres/embedded/embedded-postgres.js';
import { rewriteFiles } from '../postgres/embedded/rewritten-files.js';

/** A file in the data directory that exists while the files of the embedded stores may still contain erased data. */
const MARKER = 'erasure-pending';
/** Wait after an erasure, in milliseconds, so that several in a row need only one rewrite. */
const AFTER_MS = 5_000;
const AGAIN_AFTER_MS = 10 * 60_000;
/** Pause between two statements, in milliseconds, in which waiting requests are served. */
const PAUSE_MS = 20;

/**
 * Removes deleted data from the files of the embedded stores: databases keep deleted rows in their files until the space is used again.
 * Continues after a restart. Does nothing for external stores, whose operators decide about that.
 */
@Injectable()
export class Residue implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Residue.name);
  private readonly closing = new AbortController();
  private timer?: NodeJS.Timeout;
  private requests = 0;
  private work: Promise<void> = Promise.resolve();
  private clean = Promise.withResolvers<void>();

  constructor(
    private readonly config: Config,
    private readonly directory: DataDirectory,
    private readonly postgres: EmbeddedPostgres,
    private readonly dynamodb: DynamoDb,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.isEmbedded && (await this.isPending())) this.schedule(AFTER_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort(new Error('The service is shutting down'));
    clearTimeout(this.timer);
    await this.work;
  }

  /** Requests a rewrite after an erasure. Resolves when the request is on disk, so that it survives a restart. */
  async request(): Promise<void> {
    if (!this.isEmbedded) return;
    this.requests += 1;
    const file = await open(await this.marker(), 'w', 0o600);
    await file.sync();
    await file.close();
    this.schedule(AFTER_MS);
  }

  /** Resolves at the end of the next complete rewrite. */
  whenClean(): Promise<void> {
    return this.clean.promise;
  }

  private get hasPostgres(): boolean {
    return this.config.SUPABASE_URL === undefined || this.config.DATABASE_URL === undefined;
  }

  private get isEmbedded(): boolean {
    return this.hasPostgres || this.dynamodb.isEmbedded;
  }

  private schedule(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void (this.work = this.work.then(() => this.run())), milliseconds);
    this.timer.unref();
  }

  private async run(): Promise<void> {
    const { requests } = this;
    try {
      await this.rewrite();
      // What was erased meanwhile needs another round.
      if (requests !== this.requests) return;
      await rm(await this.marker(), { force: true });
      this.logger.log('Erased data was removed from the files of the embedded stores');
      this.clean.resolve();
      this.clean = Promise.withResolvers();
    } catch (error) {
      if (this.closing.signal.aborted) return;
      this.schedule(AGAIN_AFTER_MS);
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(
        { reason },
        'Erased data is still in the files of the embedded stores: removing it will be tried again',
      );
    }
  }

  private async rewrite(): Promise<void> {
    const { signal } = this.closing;
    await this.directory.checkDisk();
    if (this.hasPostgres) {
      await rewriteFiles(await this.postgres.driver(), async () => {
        signal.throwIfAborted();
        await pause(PAUSE_MS);
      });
    }
    signal.throwIfAborted();
    if (this.dynamodb.isEmbedded) await this.dynamodb.compact();
  }

  private marker(): Promise<string> {
    return this.directory.path(MARKER);
  }

  private async isPending(): Promise<boolean> {
    return access(await this.marker()).then(
      () => true,
      () => false,
    );
  }
}
