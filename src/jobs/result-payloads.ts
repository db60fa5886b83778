import { Injectable } from '@nestjs/common';
import { parseExact } from '../common/json/exact-json.js';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import type { JsonValue } from '../model/json-value.js';
import { ProfileStore } from '../profile-store/profile.store.js';
import { shownData } from '../sources/shown-data.js';
import type { ItemOutcome, ItemResult, ResultByEmail } from './job.js';

type Joined = readonly (readonly [ItemOutcome, JsonValue])[];
type OfPerson = ItemResult & { profile_id: string; source: string };

/**
 * The answers of sources, each of which is stored once: with the person it is about, in the LinkedIn profiles table if it does
 * not identify a person, or with the item if it is in neither of them.
 */
@Injectable()
export class ResultPayloads {
  constructor(
    private readonly people: ProfileStore,
    private readonly rows: LinkedInProfilesStore,
  ) {}

  /**
   * The same outcomes, results with their data; null for data that was deleted since.
   * @throws StoreUnavailableError if a store that has some of the data is unavailable
   */
  async join<Outcome extends ItemOutcome>(outcomes: readonly Outcome[]): Promise<Outcome[]> {
    const all: readonly ItemOutcome[] = outcomes;
    const [ofPeople, ofRows] = await Promise.all([
      this.ofPeople(all.filter(isOfPerson)),
      this.ofRows(all.filter(isOfRow)),
    ]);
    const data = new Map<ItemOutcome, JsonValue>([...ofPeople, ...ofRows]);
    return outcomes.map((outcome) => (data.has(outcome) ? { ...outcome, data: data.get(outcome) ?? null } : outcome));
  }

  private async ofPeople(results: readonly OfPerson[]): Promise<Joined> {
    if (results.length === 0) return [];
    const payloads = await this.people.payloads(results.map(({ profile_id, source }) => ({ profile_id, source })));
    return results.map((result, index) => [result, read(result.source, payloads[index] ?? null)]);
  }

  private async ofRows(results: readonly ResultByEmail[]): Promise<Joined> {
    if (results.length === 0) return [];
    const rows = await this.rows.findAll(results.map(({ email }) => email));
    return results.map((result, index) => [result, rows[index]?.profile_data ?? null]);
  }
}

function isOfPerson(outcome: ItemOutcome): outcome is OfPerson {
  return outcome.success && outcome.data === null && outcome.profile_id !== null && outcome.source !== null;
}

function isOfRow(outcome: ItemOutcome): outcome is ResultByEmail {
  if (!outcome.success || outcome.data !== null || outcome.email === null) return false;
  return outcome.profile_id === null && outcome.saved_to_linkedin_profiles;
}

/** A later lookup of the same person by URL may have stored the whole answer. */
function read(source: string, payload: string | null): JsonValue {
  return payload === null ? null : shownData(source, parseExact(payload) as JsonValue);
}
