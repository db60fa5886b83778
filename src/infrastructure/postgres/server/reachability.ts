import { Logger } from '@nestjs/common';

/** Tells the log when a server goes away and when it is back: once each, however many calls meet it. */
export class Reachability {
  private readonly logger = new Logger('Postgres');
  /** Of this absence: what was said once is not said again. */
  private readonly reported = new Set<string>();
  private current: string | null = null;

  /** @param name begins the sentence that it is back */
  constructor(private readonly name: string) {}

  /** Why it cannot be used, in one sentence; null where it can. */
  get problem(): string | null {
    return this.current;
  }

  markUnavailable(problem: string): void {
    this.current = problem;
    if (this.reported.has(problem)) return;
    this.reported.add(problem);
    this.logger.error(problem);
  }

  markAvailable(): void {
    if (this.current === null) return;
    this.current = null;
    this.reported.clear();
    this.logger.log(`${this.name} is available again`);
  }
}
