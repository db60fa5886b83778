import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { App } from '@supabase/lite';
import { createPgliteConnection, type PgliteConnection } from '@supabase/lite/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { migrate } from '../../src/infrastructure/postgres/migrations/migrate.js';
import { readMigrations } from '../../src/infrastructure/postgres/migrations/migrations.js';
import { serverExecutor } from './bare-postgres.js';
import { isFullExtent } from './extent.js';
import { mergeSettings } from './merged-settings.js';
import { rejected, rejectionOf } from './postgrest-rejection.js';
import { PATIENT } from './patient.js';
import { projectFiles } from './project-database.js';

/** Responds instead of the project, or after it did its work. */
export type Fault = (response: ServerResponse, work: () => Promise<Response>) => unknown;

interface Playing {
  fault: Fault;
  /** The suffix of the paths that it applies to; all if absent. */
  only?: string;
}

/**
 * A Supabase project on this machine: its gateway, which requires a key, an API that behaves like PostgREST at /rest/v1, and a
 * Postgres with pgvector, the roles and the default privileges of a project. Simulates failures.
 */
export class SupabaseStandIn {
  /** The key of the service, and the public one. */
  secretKey = aSecretKey();
  readonly publishableKey = `sb_publishable_${randomBytes(12).toString('hex')}`;
  private playing: Playing | null = null;
  private app: App;
  private server?: Server;
  private port = 0;

  private constructor(
    private readonly files: string,
    private readonly connection: PgliteConnection,
  ) {}

  /**
   * @param migrations how many of the migrations are applied; all if absent
   * @param hasIndex whether vectors are indexed. Few people are compared one by one, with and without the index, but every insert
   * into it takes some 25 ms in WebAssembly.
   */
  static async open({
    migrations,
    hasIndex = isFullExtent,
  }: { migrations?: number; hasIndex?: boolean } = {}): Promise<SupabaseStandIn> {
    const files = await projectFiles(migrations);
    const standIn = new SupabaseStandIn(files, await connectTo(files));
    if (!hasIndex) await standIn.database.exec('drop index if exists embeddings_nearest_people');
    await standIn.reload();
    await standIn.listen();
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  play(fault: Fault, only?: string): void {
    this.playing = { fault, only };
  }

  /** Ends the failure. */
  recover(): void {
    this.playing = null;
  }

  /** The database behind the API. */
  get database(): PGlite {
    return this.connection.driver;
  }

  /** Applies missing migrations, and reloads the schema of the API. */
  async migrate(migrations?: number): Promise<void> {
    await migrateTo(this.connection, migrations);
    await this.reload();
  }

  /** Accepts only this key of the service from now on: that of before is unknown unless it is given. */
  async acceptKey(key = aSecretKey()): Promise<void> {
    this.secretKey = key;
    await this.reload();
  }

  /** Reloads the schema of the API. */
  async reload(): Promise<void> {
    await this.connection.clearSchemaCache();
    const keys = { secret_key: this.secretKey, publishable_key: this.publishableKey };
    this.app = new App({ connection: this.connection, auth: { enabled: false, ...keys } });
  }

  /** At the previous port, if there was one. */
  async listen(): Promise<void> {
    this.server = createServer(PATIENT, (request, response) => {
      this.answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Closes it with all connections. */
  async stop(): Promise<void> {
    if (!this.server?.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.connection.close();
    await rm(this.files, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const rejection = body.length > 0 ? rejectionOf(body.toString()) : null;
    const work = async () =>
      rejection
        ? rejected(rejection)
        : this.app.fetch(
            new Request(new URL(request.url ?? '/', this.url), {
              method: request.method,
              headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
              ...(body.length > 0 && { body }),
            }),
          );
    const { fault, only = '' } = this.playing ?? {};
    if (fault && request.url?.endsWith(only)) await fault(response, work);
    else await send(response, await work());
  }
}

const aSecretKey = () => `sb_secret_${randomBytes(12).toString('hex')}`;

async function connectTo(files: string): Promise<PgliteConnection> {
  const url = join(files, 'postgres');
  const connection = await createPgliteConnection({ url, pgliteOptions: { extensions: { vector, pg_trgm } } });
  mergeSettings(connection.driver);
  return connection;
}

async function migrateTo({ driver }: PgliteConnection, migrations?: number): Promise<void> {
  await migrate(serverExecutor(driver), (await readMigrations()).slice(0, migrations));
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}
