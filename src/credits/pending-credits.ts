import type { CreditMove, SpentCredits } from './credit.store.js';

export interface WantedCredits {
  credits: number;
  signal: AbortSignal;
  /** Whether to wait for calls in progress, which may give credits back. */
  mayWait: boolean;
}

/** A reservation that is asked for. */
export interface CreditRequest extends WantedCredits {
  resolve: (isGranted: boolean) => void;
  reject: (error: unknown) => void;
}

/** What the next move of a book will contain. */
export class PendingCredits {
  private requests: CreditRequest[] = [];
  /** Requests that are made again when a call has ended, because it may have given credits back. */
  private readonly deferred = new Map<CreditRequest, () => void>();
  private released = 0;
  /** By source and key. */
  private readonly spent = new Map<string, SpentCredits>();

  get isEmpty(): boolean {
    return this.requests.length === 0 && this.released === 0 && this.spent.size === 0;
  }

  get hasRequests(): boolean {
    return this.requests.length > 0;
  }

  request(request: CreditRequest): void {
    this.requests.push(request);
  }

  defer(request: CreditRequest): void {
    const { signal, reject } = request;
    const giveUp = () => {
      this.deferred.delete(request);
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    this.deferred.set(request, () => signal.removeEventListener('abort', giveUp));
  }

  release(credits: number): void {
    this.released += credits;
  }

  settle(billed: SpentCredits, reserved: number): void {
    this.released += reserved;
    for (const [request, forget] of this.deferred) {
      forget();
      this.requests.push(request);
    }
    this.deferred.clear();
    if (billed.credits === 0) return;
    const key = JSON.stringify([billed.source, billed.key_name]);
    const before = this.spent.get(key)?.credits ?? 0;
    this.spent.set(key, { ...billed, credits: before + billed.credits });
  }

  takeRequests(): CreditRequest[] {
    return this.requests.splice(0);
  }

  takeSettled(): Pick<CreditMove, 'released' | 'spent'> {
    const taken = { released: this.released, spent: [...this.spent.values()] };
    this.released = 0;
    this.spent.clear();
    return taken;
  }
}
