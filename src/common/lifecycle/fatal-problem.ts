import { Injectable } from '@nestjs/common';

/** What this process cannot go on after. Whoever finds it reports it; the process is not alive any more, and ends. */
@Injectable()
export class FatalProblem {
  private readonly reported = Promise.withResolvers<string>();
  private first: string | null = null;

  /** One sentence; null as long as there is none. */
  get problem(): string | null {
    return this.first;
  }

  /** Settles with the first one. */
  get happened(): Promise<string> {
    return this.reported.promise;
  }

  report(problem: string): void {
    this.first ??= problem;
    this.reported.resolve(this.first);
  }
}
