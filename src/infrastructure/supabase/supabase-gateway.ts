import type { SupabaseClient } from '@supabase/supabase-js';
import type { Backend } from '../backend.js';
import { traced } from '../../common/tracing/tracing.js';
import { OutageReporter } from '../outage/outage-reporter.js';
import { storeFailure, type StoreResponse } from './store-failure.js';
import type { SupabaseDriver } from './supabase-driver.js';
import { SupabaseUnavailableError } from './supabase-unavailable.error.js';

/** Timeout of the schema check before a call, and of a probe, in milliseconds. */
const SCHEMA_CHECK_MS = 10_000;
const PROBE_MS = 1_500;

/**
 * The gateway to Supabase, hosted or embedded. If the hosted project is unavailable or incomplete, the service starts anyway: the
 * gateway reports why, every call throws SupabaseUnavailableError, and it recovers on its own. A rejected request throws
 * SupabaseError.
 */
export class SupabaseGateway implements Backend {
  private readonly closing = new AbortController();
  private readonly outage: OutageReporter;
  private connection?: Promise<SupabaseClient>;
  private schemaCheck?: Promise<void>;
  /** Whether the schema was found complete, and nothing has contradicted that since. */
  private isSchemaComplete = false;

  constructor(private readonly driver: SupabaseDriver) {
    this.outage = new OutageReporter({
      context: 'Supabase',
      restored: 'Supabase is available again',
      probe: () => this.checkSchema(SCHEMA_CHECK_MS),
      closed: this.closing.signal,
    });
    this.isSchemaComplete = driver.isEmbedded;
  }

  get isEmbedded(): boolean {
    return this.driver.isEmbedded;
  }

  /** Which driver it is, and where; safe to display. */
  get description(): string {
    return this.driver.description;
  }

  /** Why Supabase cannot be used, in one sentence that says what to do; null if it can, as far as is known. */
  get problem(): string | null {
    return this.outage.problem;
  }

  /**
   * Opens the embedded driver before the first call; starts to check the hosted one without waiting for it.
   * @throws DataDirectoryError if the files of the embedded driver cannot be used
   */
  async open(): Promise<void> {
    if (this.driver.isEmbedded) await this.client();
    else this.outage.watch();
  }

  /** @param what names the call in traces */
  async run<T>(query: (client: SupabaseClient) => PromiseLike<StoreResponse<T>>, what = 'query'): Promise<T | null> {
    const client = await this.client();
    if (!this.isSchemaComplete) await this.checkSchemaOnce();
    const response = await traced(`supabase ${what}`, { kind: 'client', onlyInside: true }, async () => query(client));
    if (response.error) throw await this.failed(response);
    // A call that began before a problem was found says nothing about it.
    if (this.isSchemaComplete) this.outage.markAvailable();
    return response.data;
  }

  /** Calls a database function; `T` is the result that its comment in the migrations documents. */
  async call<T>(name: string, values: Record<string, unknown>): Promise<T> {
    return (await this.run<T>((client) => client.rpc(name, values), name)) as T;
  }

  /** A cheap read that fails if the store cannot respond, or lacks something that the service needs. */
  async check(signal: AbortSignal): Promise<void> {
    await this.checkSchema(PROBE_MS, signal);
  }

  /** Stops probing; calls in flight continue. */
  close(): void {
    this.closing.abort();
  }

  private client(): Promise<SupabaseClient> {
    this.connection ??= this.driver.connect().catch((error: unknown) => {
      this.connection = undefined;
      throw error;
    });
    return this.connection;
  }

  /** Concurrent callers share one check. */
  private checkSchemaOnce(): Promise<void> {
    this.schemaCheck ??= this.checkSchema(SCHEMA_CHECK_MS).finally(() => void (this.schemaCheck = undefined));
    return this.schemaCheck;
  }

  private async checkSchema(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(milliseconds);
    const client = await this.client();
    try {
      const deadline = signal ? AbortSignal.any([signal, timeout]) : timeout;
      await this.driver.checkSchema(client, this.description, deadline);
    } catch (error) {
      // An aborted call says nothing about Supabase.
      if (error instanceof SupabaseUnavailableError && !signal?.aborted) this.report(error);
      throw error;
    }
    this.isSchemaComplete = true;
    this.outage.markAvailable();
  }

  private async failed(response: StoreResponse<unknown>): Promise<Error> {
    const failure = storeFailure(response, this.description);
    if (!(failure instanceof SupabaseUnavailableError)) return failure;
    // One request that was too large says little about the next one.
    if (!failure.isOutage) return failure;
    if (failure.problem === 'schema') return this.withMissingMigrations(failure);
    this.report(failure);
    return failure;
  }

  /** The check shows which migrations are missing; if none are, PostgREST has not loaded their changes yet. */
  private async withMissingMigrations(failure: SupabaseUnavailableError): Promise<Error> {
    return this.checkSchemaOnce().then(
      () => failure,
      (error: unknown) => (error instanceof SupabaseUnavailableError ? error : failure),
    );
  }

  private report(failure: SupabaseUnavailableError): void {
    if (failure.problem === 'schema') this.isSchemaComplete = this.driver.isEmbedded;
    // Nothing is stored until the key is the right one.
    if (failure.problem === 'suppression-key') this.isSchemaComplete = false;
    this.outage.markUnavailable(failure.message);
    this.outage.watch();
  }
}
