import { EventEmitter } from 'node:events';
import type { JobWithMetadata, PgBoss } from 'pg-boss';

interface Row {
  id: string;
  state: 'created' | 'active' | 'retry' | 'failed' | 'completed';
  retryCount: number;
  isStarted: boolean;
}

/** A pg-boss with jobs in memory; the only SQL it supports is that of job-recovery.ts. */
export class FakePgBoss extends EventEmitter {
  readonly rows: Row[];
  /** The jobs handed back, for each time that happened. */
  readonly handedBack: string[] = [];
  readonly calls: string[] = [];
  /** Those in its database when it is started. */
  queues: readonly string[] = [];
  /** Wraps every call, so that a test can delay or fail it. */
  around: (call: string) => Promise<void> = async () => {};

  constructor(jobs = 0) {
    super();
    this.rows = Array.from({ length: jobs }, (_, index) => ({
      id: String(index + 1),
      state: 'created',
      retryCount: 0,
      isStarted: false,
    }));
  }

  get asPgBoss(): PgBoss {
    return this as unknown as PgBoss;
  }

  async start(): Promise<void> {
    await this.called('start');
  }

  async stop(): Promise<void> {
    await this.called('stop');
  }

  getQueues(): Promise<{ name: string }[]> {
    return Promise.resolve(this.queues.map((name) => ({ name })));
  }

  async createQueue(name: string): Promise<void> {
    await this.called(`createQueue ${name}`);
  }

  async work(name: string): Promise<string> {
    await this.called(`work ${name}`);
    return 'worker';
  }

  async offWork(name: string): Promise<void> {
    await this.called(`offWork ${name}`);
  }

  async schedule(name: string, cron: string): Promise<void> {
    await this.called(`schedule ${name} ${cron}`);
  }

  getDb() {
    return { executeSql: (text: string, values: unknown[]) => this.execute(text, values) };
  }

  /** The next job for a worker; null if none is waiting. */
  take(): JobWithMetadata | null {
    const row = this.rows.find(({ state }) => state === 'created' || state === 'retry');
    if (!row) return null;
    if (row.isStarted) row.retryCount += 1;
    Object.assign(row, { state: 'active', isStarted: true });
    const { id, retryCount } = row;
    const { signal } = new AbortController();
    return { id, name: 'jobs', data: { id }, signal, retryCount, retryLimit: 5 } as unknown as JobWithMetadata;
  }

  /** Records how a job ended; does nothing if another worker has it by now. */
  end({ id, retryCount }: JobWithMetadata, state: 'completed' | 'retry'): void {
    const row = this.rows.find((one) => one.id === id && one.state === 'active' && one.retryCount === retryCount);
    if (row) row.state = state;
  }

  private async execute(text: string, [first, retryCount]: unknown[]): Promise<{ rows: unknown[] }> {
    await this.called('update');
    const isUnbegun = text.includes(`state = 'created'`);
    const ids = new Set([first].flat());
    for (const row of this.rows.filter(({ id }) => ids.has(id))) {
      const mayBe = isUnbegun ? ['retry', 'failed'] : ['active'];
      if (!mayBe.includes(row.state) || (retryCount !== undefined && row.retryCount !== retryCount)) continue;
      Object.assign(row, isUnbegun ? { state: 'created', isStarted: false } : { state: 'retry' });
      this.handedBack.push(row.id);
    }
    return { rows: [] };
  }

  private async called(call: string): Promise<void> {
    this.calls.push(call);
    await this.around(call);
  }
}
