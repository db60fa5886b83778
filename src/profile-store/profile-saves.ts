import { SupabaseError } from '../infrastructure/supabase/supabase.error.js';
import type { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { isConflict } from '../infrastructure/supabase/store-failure.js';
import { toStoredCompany, type CompanyRow } from './company.row.js';
import { toStoredProfile, type ProfileRow } from './profile.row.js';
import type { SaveOutcome, StoreAction } from './profile.store.js';
import { retryConflicts } from './retry-conflicts.js';
import type { SaveProfileValues } from './save-profile.values.js';

/** The result of `save_profiles` for one profile. */
type SavedEntry =
  | { profile: ProfileRow; action: StoreAction; companies: { company: CompanyRow; action: StoreAction }[] }
  | { masked: string }
  | { suppressed: true }
  | { error: string };

const ATTEMPTS = 4;

/**
 * Saves profiles in one call. Those that conflicted with another caller are saved again, and one that makes the call fail is
 * saved alone.
 */
export async function saveTogether(
  supabase: SupabaseGateway,
  profiles: readonly SaveProfileValues[],
  attempts = ATTEMPTS,
): Promise<SaveOutcome[]> {
  const outcomes = await saveOnce(supabase, profiles);
  const conflicts = outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' && isConflict(outcome.error) ? [{ index, profile: profiles[index]! }] : [],
  );
  if (conflicts.length === 0 || attempts <= 1) return outcomes;
  const again = await saveTogether(
    supabase,
    conflicts.map(({ profile }) => profile),
    attempts - 1,
  );
  return conflicts.reduce((all, { index }, nth) => all.with(index, again[nth]!), outcomes);
}

async function saveOnce(supabase: SupabaseGateway, profiles: readonly SaveProfileValues[]): Promise<SaveOutcome[]> {
  try {
    const entries = await retryConflicts(() =>
      supabase.call<SavedEntry[]>('save_profiles', { p_profiles: [...profiles] }),
    );
    return entries.map(toOutcome);
  } catch (error) {
    if (!(error instanceof SupabaseError) || isConflict(error)) throw error;
    // The database is available and rejects the call: one of its profiles must be invalid.
    if (profiles.length === 1) return [{ status: 'rejected', error }];
    const outcomes: SaveOutcome[] = [];
    for (const profile of profiles) outcomes.push(...(await saveOnce(supabase, [profile])));
    return outcomes;
  }
}

function toOutcome(entry: SavedEntry): SaveOutcome {
  if ('masked' in entry) return { status: 'masked' };
  if ('suppressed' in entry) return { status: 'suppressed' };
  if ('error' in entry) return { status: 'rejected', error: new SupabaseError(entry.error) };
  const companies = entry.companies.map(({ company, action }) => ({ company: toStoredCompany(company), action }));
  return { status: 'saved', saved: { profile: toStoredProfile(entry.profile), action: entry.action, companies } };
}
