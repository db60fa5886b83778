import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EmbeddingsService } from '../../src/embeddings/embeddings.service.js';
import { PgConnections } from '../../src/infrastructure/postgres/server/pg-connections.js';
import { PgSqlDatabase } from '../../src/infrastructure/postgres/server/pg-sql-database.js';
import type { PgBossQueue } from '../../src/infrastructure/queue/pg-boss.queue.js';
import { postgresQueue } from '../../src/infrastructure/queue/postgres-queue.js';
import { UpkeepTasks } from '../../src/infrastructure/upkeep/upkeep-tasks.js';
import { Upkeep } from '../../src/infrastructure/upkeep/upkeep.js';
import { EmbeddingRepair } from '../../src/pipeline/embedding-repair.js';
import { StoredTexts } from '../../src/pipeline/stored-texts.js';
import type { EmbeddingOwner, EmbeddingStore, Unembedded } from '../../src/profile-store/embedding.store.js';
import { aProfile } from '../support/builders.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { settings } from '../support/settings.js';
import { until } from '../support/until.js';
import { InMemoryUpkeepProgress } from '../support/in-memory-upkeep-progress.js';

const PACE = { heartbeatSeconds: 10, lookedForEverySeconds: 1, cronSeconds: 1, cronWorkerSeconds: 1 };
const QUEUE = 'upkeep.embedding-repair';

/** Profiles without vectors, in the store that all replicas share. */
class SharedStore implements EmbeddingStore {
  readonly missing = new Set(['ann', 'bob', 'eve']);

  async withoutEmbedding(): Promise<Unembedded[]> {
    return [...this.missing].map((id) => ({
      owner: { profile_id: id },
      profile: aProfile({ public_id: id, name: id }),
    }));
  }

  async saveEmbedding(owner: EmbeddingOwner): Promise<void> {
    if ('profile_id' in owner) this.missing.delete(owner.profile_id);
  }
}

/** The paid calls of all replicas; responds only when the test lets it. */
class PaidEmbedder {
  readonly texts: string[] = [];
  readonly called = Promise.withResolvers<void>();
  readonly answers = Promise.withResolvers<void>();

  async embed(texts: readonly string[]) {
    this.texts.push(...texts);
    this.called.resolve();
    await this.answers.promise;
    return texts.map(() => ({ vector: [1], model: 'm', text_hash: '' }));
  }
}

interface Replica {
  queue: PgBossQueue;
  database: PgSqlDatabase;
  close: () => Promise<void>;
}

async function replica(url: string, store: EmbeddingStore, embedder: PaidEmbedder): Promise<Replica> {
  const connections = PgConnections.to(url);
  const queue = postgresQueue(connections, PACE);
  const tasks = new UpkeepTasks();
  const embeddings = {
    space: 'm',
    embed: embedder.embed.bind(embedder),
  } as Partial<EmbeddingsService> as EmbeddingsService;
  const texts = new StoredTexts(embeddings, store);
  void new EmbeddingRepair(embeddings, store, texts, new InMemoryUpkeepProgress(), tasks);
  await new Upkeep(tasks, queue, settings()).start();
  const close = async () => {
    await queue.close();
    await connections.close();
  };
  return { queue, database: new PgSqlDatabase(connections), close };
}

describeWith([POSTGRES], 'upkeep of two processes on one Postgres', () => {
  let server: RealPostgres;
  let replicas: Replica[];
  const store = new SharedStore();
  const embedder = new PaidEmbedder();
  beforeAll(async () => {
    server = (await openRealPostgres())!;
    const url = await server.database();
    replicas = await Promise.all([replica(url, store, embedder), replica(url, store, embedder)]);
  });
  afterAll(async () => {
    await Promise.all(replicas.map(({ close }) => close()));
    await server.close();
  });

  /** When any process last checked which schedules are due. */
  const lastLook = async () => {
    const [row] = await replicas[0]!.database.query<{ at: string }>('select cron_on::text as at from pgboss.version');
    return row?.at;
  };
  const jobs = () =>
    replicas[0]!.database.query<{ state: string }>(
      'select state::text from pgboss.job where name = $1 order by created_on',
      [QUEUE],
    );

  it('pays for each missing embedding once', async () => {
    await embedder.called.promise;
    // One replica is running the task. Both keep checking, and neither starts it a second time.
    for (let looks = 0; looks < 4; looks += 1) {
      const before = await lastLook();
      await until(async () => ((await lastLook()) === before ? null : true));
    }
    for (const { queue } of replicas) expect(await queue.send(QUEUE, {}, { singletonKey: QUEUE })).toBeNull();
    expect(await jobs()).toEqual([{ state: 'active' }]);
    embedder.answers.resolve();
    await until(async () => ((await jobs())[0]?.state === 'completed' ? true : null));
    expect(store.missing.size).toBe(0);
    expect(embedder.texts).toHaveLength(3);
  });

  it('has one schedule', async () => {
    const rows = await replicas[1]!.database.query('select name, cron from pgboss.schedule');
    expect(rows).toEqual([{ name: QUEUE, cron: '* * * * *' }]);
  });
});
