import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { incompressible } from '../../../test/contract/linkedin-profiles.builders.js';
import { isFullExtent } from '../../../test/support/extent.js';
import { freshDataDirectory } from '../../../test/support/fresh-data-directory.js';
import { settings } from '../../../test/support/settings.js';
import { DataDirectory } from '../data-directory/data-directory.js';
import { DynamoDb } from '../dynamodb/dynamodb.js';
import { embeddedDynamoDb } from '../dynamodb/embedded/embedded-dynamodb.js';
import { EmbeddedPostgres } from '../postgres/embedded/embedded-postgres.js';
import { Residue } from './residue.js';

const TABLE = { name: 'things', partitionKey: 'id' };
const NAME = 'Needle Person';
const SLUG = 'needle-person';
/** No Postgres in the data directory. */
const ELSEWHERE = {
  SUPABASE_URL: 'https://project.example',
  SUPABASE_SERVICE_ROLE_KEY: 'k'.repeat(40),
  DATABASE_URL: 'postgres://user:password@host/database',
};

describe('what was deleted from embedded stores', () => {
  beforeAll(() => Logger.overrideLogger(false));
  let path: string;
  beforeEach(async () => void (path = await freshDataDirectory()));
  afterEach(() => rm(path, { recursive: true, force: true }));

  function open(given: NodeJS.ProcessEnv = {}) {
    const config = settings({ DATA_DIR: path, ...given });
    const directory = new DataDirectory(config);
    const postgres = new EmbeddedPostgres(directory);
    const dynamodb = new DynamoDb(embeddedDynamoDb(directory));
    const residue = new Residue(config, directory, postgres, dynamodb);
    const close = async () => {
      await residue.onApplicationShutdown();
      await dynamodb.close();
      await directory.close();
    };
    return { hasPostgres: config.SUPABASE_URL === undefined, postgres, dynamodb, residue, close };
  }
  type Opened = ReturnType<typeof open>;

  /** Files in which a text is found. */
  async function filesWith(text: string): Promise<string[]> {
    const found = await promisify(execFile)('grep', ['-rlaiF', text, path]).catch((error: { stdout: string }) => error);
    return found.stdout.split('\n').filter(Boolean);
  }

  /** A person in both stores, or in DynamoDB alone, with values of every size, among others. */
  async function stored({ dynamodb, ...opened }: Opened): Promise<void> {
    const driver = opened.hasPostgres ? await opened.postgres.driver() : null;
    await driver?.exec('create table public.people (id text primary key, payload json, small text)');
    await driver?.exec('create index on public.people (small)');
    const table = dynamodb.ensureTable(TABLE);
    for (let row = 0; row < 40; row += 1) {
      const [id, name] = row === 20 ? [SLUG, NAME] : [`somebody-${row}`, 'Somebody'];
      const payload = { before: incompressible(10_000), name, id, after: incompressible(10_000) };
      await driver?.query('insert into public.people values ($1, $2, $3)', [id, JSON.stringify(payload), name]);
      const put = new PutCommand({ TableName: TABLE.name, Item: { id, payload } });
      await table.run((client) => client.send(put));
    }
    await driver?.exec('analyze public.people; checkpoint');
  }

  async function deleted({ dynamodb, ...opened }: Opened): Promise<void> {
    const driver = opened.hasPostgres ? await opened.postgres.driver() : null;
    await driver?.query('delete from public.people where id = $1', [SLUG]);
    const remove = new DeleteCommand({ TableName: TABLE.name, Key: { id: SLUG } });
    await dynamodb.ensureTable(TABLE).run((client) => client.send(remove));
    await driver?.exec('checkpoint');
  }

  it('is in no file any longer after the files were rewritten, and everything else is there', async () => {
    const opened = open();
    await stored(opened);
    await deleted(opened);
    expect((await filesWith(NAME)).length).toBeGreaterThan(2);
    const clean = opened.residue.whenClean();
    await opened.residue.request();
    await clean;
    expect([...(await filesWith(NAME)), ...(await filesWith(SLUG))]).toEqual([]);
    const { rows } = await (await opened.postgres.driver()).query('select from public.people');
    expect(rows).toHaveLength(39);
    await opened.close();
    expect([...(await filesWith(NAME)), ...(await filesWith(SLUG))]).toEqual([]);
    const again = open();
    expect((await (await again.postgres.driver()).query('select from public.people')).rows).toHaveLength(39);
    await again.close();
  });

  it('is removed after a restart if the process ended before', async () => {
    // What is rewritten then is the same.
    const given = isFullExtent ? {} : ELSEWHERE;
    const first = open(given);
    await stored(first);
    await deleted(first);
    await first.residue.request();
    await first.close();
    expect(existsSync(join(path, 'erasure-pending'))).toBe(true);
    expect((await filesWith(NAME)).length).toBeGreaterThan(0);
    const second = open(given);
    const clean = second.residue.whenClean();
    await second.residue.onApplicationBootstrap();
    await clean;
    expect(await filesWith(NAME)).toEqual([]);
    expect(existsSync(join(path, 'erasure-pending'))).toBe(false);
    await second.close();
  });

  it('is left to its operators where stores are elsewhere', async () => {
    const config = settings({ ...ELSEWHERE, DATA_DIR: join(path, randomUUID()) });
    const directory = new DataDirectory(config);
    const elsewhere = { isEmbedded: false } as DynamoDb;
    const residue = new Residue(config, directory, new EmbeddedPostgres(directory), elsewhere);
    await residue.onApplicationBootstrap();
    await residue.request();
    await residue.onApplicationShutdown();
    expect(existsSync(config.DATA_DIR)).toBe(false);
  });
});
