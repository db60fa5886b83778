/**
 * What the chosen source has told of the account that its calls are made on; counted by this process, since its start. A source
 * that bills nothing tells nothing.
 */
export class SourceAccount {
  private readonly spentCredits = new Map<string, number>();
  private readonly remainingCredits = new Map<string, number>();
  private readonly refusals = new Map<string, string>();

  /** Why the account is rejected, in one sentence that says what to do; null while calls are accepted. */
  get problem(): string | null {
    return this.refusals.values().next().value ?? null;
  }

  /** Why calls that cost credits of a type are refused; null while they are taken. */
  problemOf(type: string): string | null {
    return this.refusals.get(type) ?? null;
  }

  /** Credits billed, by type. */
  get spent(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.spentCredits);
  }

  /** Credits left as last reported, by type. */
  get remaining(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.remainingCredits);
  }

  spend(type: string, credits: number): void {
    this.spentCredits.set(type, (this.spentCredits.get(type) ?? 0) + credits);
  }

  remain(type: string, credits: number): void {
    this.remainingCredits.set(type, credits);
  }

  /** @param type of the credits that the refused call would have cost: an account may have one kind and not another */
  refuse(type: string, problem: string): void {
    this.refusals.set(type, problem);
  }

  accept(type: string): void {
    this.refusals.delete(type);
  }
}
