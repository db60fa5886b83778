import { Shutdown } from '../../src/common/lifecycle/shutdown.js';
import { Tally } from '../../src/common/tally/tally.js';
import type { Environment } from '../../src/config/read-config.js';
import { Embedder } from '../../src/embeddings/embedder.js';
import { EmbeddingsService } from '../../src/embeddings/embeddings.service.js';
import { LocalEmbedder } from '../../src/embeddings/local/local.embedder.js';
import { LinkedInUrl } from '../../src/model/linkedin-url.js';
import { CompaniesStage } from '../../src/pipeline/companies.stage.js';
import { CompanyCache } from '../../src/pipeline/company-cache.js';
import { EmbedStage } from '../../src/pipeline/embed.stage.js';
import { EnrichStage } from '../../src/pipeline/enrich.stage.js';
import { FetchStage } from '../../src/pipeline/fetch.stage.js';
import type { IntakeItem } from '../../src/pipeline/intake-item.js';
import { LinkedInDataPipeline } from '../../src/pipeline/linkedin-data.pipeline.js';
import { LookupMemory } from '../../src/pipeline/lookup-memory.js';
import { ResolveStage } from '../../src/pipeline/resolve.stage.js';
import { StageTimes } from '../../src/pipeline/stage-times.js';
import { StoredFallback } from '../../src/pipeline/stored-fallback.js';
import type { CompanyStore } from '../../src/profile-store/company.store.js';
import type { ProfileStore } from '../../src/profile-store/profile.store.js';
import type { SourceChain } from '../../src/sources/source-chain.js';
import { FakeKnownPeople } from './fake-known-people.js';
import { FakePersonSource } from './fake-person-source.js';
import { FakeSuppressions } from './fake-suppressions.js';
import { FakeProfileStore } from './fake-profile-store.js';
import { settings } from './settings.js';
import { chainOf } from './source-chain.js';

/** The whole pipeline over fakes of its ports. */
export function aPipeline(
  environment: Environment = {},
  embedder: Embedder = new LocalEmbedder(32),
  chain?: SourceChain,
) {
  const config = settings(environment);
  const shutdown = new Shutdown();
  const source = new FakePersonSource();
  const sources = chain ?? chainOf(source);
  const store = new FakeProfileStore();
  const profiles = store as unknown as ProfileStore;
  const companies = store as unknown as CompanyStore;
  const known = new FakeKnownPeople(store, config.NOT_FOUND_MAX_AGE_HOURS);
  const suppressions = new FakeSuppressions();
  const memory = new LookupMemory(known);
  const resolving = new ResolveStage(memory, profiles, companies, config);
  const tally = new Tally();
  const times = new StageTimes(tally);
  const pipeline = new LinkedInDataPipeline(
    memory,
    resolving,
    new FetchStage(sources, times),
    new EnrichStage(
      new CompaniesStage(companies, new CompanyCache(sources, config, shutdown), config),
      new EmbedStage(new EmbeddingsService(embedder, shutdown)),
      times,
    ),
    new StoredFallback(resolving),
    times,
    profiles,
    suppressions.asSuppressions,
    config,
    shutdown,
  );
  return { pipeline, tally, source, store, known, suppressions, shutdown };
}

export function anItem(slug: string, given: Partial<IntakeItem> = {}): IntakeItem {
  return {
    lookup: { by: 'url', url: LinkedInUrl.ofSlug(slug) },
    stated_email: null,
    suggested_role: 'CTO',
    name: null,
    include_companies: true,
    store_profile: true,
    max_age_hours: null,
    force_refresh: false,
    ...given,
  };
}
