import { Injectable } from '@nestjs/common';

/** A problem after which the process cannot continue. Once one is reported, liveness fails and the process ends. */
@Injectable()
export class FatalProblem {
  private readonly reported = Promise.withResolvers<string>();
  private first: string | null = null;

  /** One sentence; null if there is none. */
  get problem(): string | null {
    return this.first;
  }

  /** Resolves with the first problem. */
  get happened(): Promise<string> {
    return this.reported.promise;
  }

  report(problem: string): void {
    this.first ??= problem;
    this.reported.resolve(this.first);
  }
}
