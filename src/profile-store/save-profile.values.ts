import type { PersonDigester } from '../suppression/person-digester.js';
import { toCompanyColumns } from './company.row.js';
import { toEmbeddingColumns } from './embedding.row.js';
import { toProfileColumns } from './profile.row.js';
import { everythingLeadingTo } from './enriched-keys.js';
import type { EnrichedProfile, LinkedCompany } from './profile.store.js';
import { storable, storableJson } from '../common/text/storable.js';

/** A profile as an argument of the database function `save_profiles`. */
export type SaveProfileValues = ReturnType<typeof toSaveProfileValues>;

export function toSaveProfileValues(enriched: EnrichedProfile, digester: PersonDigester) {
  const { profile, raw, fetched_at, companies, embedding, ...given } = enriched;
  return storable({
    profile: toProfileColumns(profile),
    name_override: given.name_override,
    raw: storableJson(raw),
    source: given.source,
    fetched_at: fetched_at.toISOString(),
    requested_slug: given.requested_slug,
    email: given.email,
    stated_email: given.stated_email,
    suggested_role: given.suggested_role,
    companies: companies?.map(toCompanyValues) ?? null,
    embedding: embedding && toEmbeddingColumns(embedding),
    digests: digester.digests(everythingLeadingTo(enriched)),
    suppression_key_check: digester.keyCheck,
  });
}

function toCompanyValues({ company, positions }: LinkedCompany) {
  if ('id' in company) {
    const { id, source, fetched_at } = company;
    // The columns are needed if the row was deleted in the meantime.
    return {
      stored_id: id,
      value: toCompanyColumns(company),
      raw: null,
      source,
      fetched_at: fetched_at.toISOString(),
      embedding: null,
      positions,
    };
  }
  return {
    stored_id: null,
    value: toCompanyColumns(company.value),
    raw: storableJson(company.raw),
    source: company.source,
    fetched_at: company.fetched_at.toISOString(),
    embedding: company.embedding && toEmbeddingColumns(company.embedding),
    positions,
  };
}
