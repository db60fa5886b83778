import { Injectable } from '@nestjs/common';
import { profileSummary } from '../../model/profile-summary.js';
import { ProfileStore, type StoredSummary } from '../../profile-store/profile.store.js';
import { recognise } from '../../sources/recognition/recognise.js';
import type { ItemOutcome, ItemResult } from '../job.js';
import { foundBy } from '../item-lookups.js';

/** The people that the results of a job are about. */
@Injectable()
export class ResultPeople {
  constructor(private readonly people: ProfileStore) {}

  /**
   * People as they are stored now, or as the answer describes them if they are not stored. Null for errors, for people who were deleted,
   * and for answers that name nobody.
   * @param outcomes those of people who are not stored with their data
   */
  async of(outcomes: readonly ItemOutcome[]): Promise<(StoredSummary | null)[]> {
    const ids = [...new Set(outcomes.flatMap((outcome) => (isStored(outcome) ? [outcome.profile_id] : [])))];
    const stored = await this.people.summaries(ids);
    const summaryOf = new Map(ids.map((id, index) => [id, stored[index] ?? null]));
    return outcomes.map((outcome) => {
      if (!outcome.success) return null;
      return isStored(outcome) ? (summaryOf.get(outcome.profile_id) ?? null) : answered(outcome);
    });
  }
}

export function isStored(outcome: ItemOutcome): outcome is ItemResult & { profile_id: string } {
  return outcome.success && outcome.profile_id !== null;
}

function answered(result: ItemResult): StoredSummary | null {
  const lookup = foundBy(result);
  if (result.data === null || lookup === null) return null;
  try {
    const { source, timestamp: fetched_at } = result;
    return { ...profileSummary(recognise(result.data, lookup)), source: source ?? '', fetched_at };
  } catch {
    // By the rules of this release, the answer does not name anybody.
    return null;
  }
}
