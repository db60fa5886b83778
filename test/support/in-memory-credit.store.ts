import {
  CreditStore,
  type CreditAnswer,
  type CreditMove,
  type CreditState,
  type SpentCredits,
  type SpentOverTime,
} from '../../src/credits/credit.store.js';

interface Hold {
  reserved: number;
  move: number;
  granted: boolean[];
}

/** As the contract says, and the model of the SQL function. */
export class InMemoryCreditStore extends CreditStore {
  private readonly limits = new Map<string, number | null>();
  private readonly holds = new Map<string, Map<string, Hold>>();
  private readonly usage: (SpentCredits & { job_id: string; at: Date })[] = [];
  moves = 0;

  override async open(job_id: string, limit: number): Promise<void> {
    if (!this.limits.has(job_id)) this.limits.set(job_id, limit);
  }

  override async setLimit(job_id: string, limit: number | null): Promise<void> {
    this.limits.set(job_id, limit);
  }

  override async move({ job_id, holder, move, released, spent, wanted }: CreditMove): Promise<CreditAnswer> {
    this.moves += 1;
    const limit = this.limits.get(job_id) ?? null;
    const holds = this.holds.get(job_id) ?? new Map<string, Hold>();
    this.holds.set(job_id, holds);
    const hold = holds.get(holder) ?? { reserved: 0, move: 0, granted: [] };
    if (hold.move >= move) return { granted: hold.granted, limit };
    this.usage.push(...spent.map((entry) => ({ ...entry, job_id, at: new Date() })));
    hold.reserved -= released;
    if (hold.reserved < 0) throw new Error('More was released than was reserved');
    holds.set(holder, hold);
    const granted = wanted.map((credits) => {
      const state = this.stateOf(job_id);
      const isGranted = limit === null || state.spent + state.reserved + credits <= limit;
      if (isGranted) hold.reserved += credits;
      return isGranted;
    });
    Object.assign(hold, { move, granted });
    return { granted, limit };
  }

  override async states(job_ids: readonly string[]): Promise<CreditState[]> {
    return job_ids.map((job_id) => this.stateOf(job_id));
  }

  override async totals(): Promise<SpentCredits[]> {
    const totals = Map.groupBy(this.usage, ({ source, key_name }) => JSON.stringify([source, key_name]));
    return [...totals.values()].map((entries) => {
      const { source, key_name } = entries[0] as SpentCredits;
      return { source, key_name, credits: sum(entries.map(({ credits }) => credits)) };
    });
  }

  override async history(period: 'hour' | 'day', from: Date, until: Date): Promise<SpentOverTime[]> {
    const within = this.usage.filter(({ at }) => at >= from && at < until);
    const startOf = (at: Date) => new Date(at).setUTCHours(period === 'day' ? 0 : at.getUTCHours(), 0, 0, 0);
    const groups = Map.groupBy(within, ({ at, source }) => JSON.stringify([startOf(at), source]));
    return [...groups].map(([key, entries]) => {
      const [start, source] = JSON.parse(key) as [number, string];
      return { start: new Date(start), source, credits: sum(entries.map(({ credits }) => credits)) };
    });
  }

  override async forgetHolders(): Promise<number> {
    return 0;
  }

  stateOf(job_id: string): CreditState {
    return {
      limit: this.limits.get(job_id) ?? null,
      spent: sum(this.usage.filter((entry) => entry.job_id === job_id).map(({ credits }) => credits)),
      reserved: sum([...(this.holds.get(job_id)?.values() ?? [])].map(({ reserved }) => reserved)),
    };
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
