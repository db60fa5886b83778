import { Injectable } from '@nestjs/common';
import type { PersonTraces } from '../model/person-traces.js';

/** What a feature keeps about people besides profiles, jobs and batches, such as webhook deliveries. */
export interface PersonData {
  /** The name under which it is counted in receipts of erasures. */
  readonly kind: 'deliveries';
  /** Removes everything about the person, and returns how much it was. May be called again after it failed. */
  erase(person: PersonTraces): Promise<number>;
}

/** The data of all features. Each feature registers its own while the application is assembled, and an erasure erases all of it. */
@Injectable()
export class PersonDataRegistry {
  private readonly registered: PersonData[] = [];

  register(data: PersonData): void {
    this.registered.push(data);
  }

  all(): readonly PersonData[] {
    return this.registered;
  }
}
