import type { Config } from '../config/config.js';
import { emailSourcesOf, type SourceName } from '../config/sources.js';
import { ResiliencePolicy } from '../infrastructure/http-client/resilience.policy.js';
import { GuardedSource } from './guarded-source.js';
import type { PersonSource } from './person-source.js';
import { SourceAccount } from './source-account.js';
import { SourceChain } from './source-chain.js';

type Loader = (config: Config, account: SourceAccount) => Promise<PersonSource>;

const loaders: Record<SourceName, Loader> = {
  sandbox: async ({ SANDBOX_LATENCY_MS: latencyMs }) => {
    const { SandboxSource } = await import('./sandbox/sandbox.source.js');
    return new SandboxSource({ latencyMs });
  },
  cassidy: async (config) => {
    const { CassidySource } = await import('./cassidy/cassidy.source.js');
    return new CassidySource({
      profileWorkflowUrl: set(config.CASSIDY_PROFILE_WORKFLOW_URL),
      companyWorkflowUrl: set(config.CASSIDY_COMPANY_WORKFLOW_URL),
    });
  },
  'people-data-labs': async ({ PDL_API_KEY, PDL_BASE_URL }, account) => {
    const { PdlApi } = await import('./people-data-labs/pdl-api.js');
    const { PeopleDataLabsSource } = await import('./people-data-labs/people-data-labs.source.js');
    return new PeopleDataLabsSource(new PdlApi({ apiKey: set(PDL_API_KEY), baseUrl: PDL_BASE_URL, account }));
  },
  'bearer-api': async (config) => {
    const { BearerApiSource } = await import('./bearer-api/bearer-api.source.js');
    return new BearerApiSource(set(config.BEARER_API_URL));
  },
};

/** The sources of PROFILE_SOURCE and EMAIL_SOURCE; only those are loaded, and one in both is one source with one account. */
export async function configuredSources(config: Config): Promise<SourceChain> {
  const [profiles, emails] = [config.PROFILE_SOURCE, emailSourcesOf(config)];
  const names = [...new Set([...profiles, ...emails])];
  const sources = new Map(await Promise.all(names.map(async (name) => [name, await guarded(name, config)] as const)));
  const chain = (of: readonly SourceName[]) => of.flatMap((name) => sources.get(name) ?? []);
  return new SourceChain(chain(profiles), chain(emails));
}

async function guarded(name: SourceName, config: Config): Promise<GuardedSource> {
  const account = new SourceAccount();
  const source = await loaders[name](config, account);
  // The name of the source in messages about its circuit, which it does not share with other sources.
  return new GuardedSource(
    source,
    ResiliencePolicy.of(`profile source ${name}`, config),
    account,
    hostOf(name, config),
  );
}

/** The rest of a URL may be a credential. */
function hostOf(name: SourceName, config: Config): string | null {
  const urls: Record<SourceName, string | undefined> = {
    sandbox: undefined,
    cassidy: config.CASSIDY_PROFILE_WORKFLOW_URL,
    'people-data-labs': config.PDL_BASE_URL,
    'bearer-api': config.BEARER_API_URL,
  };
  const url = urls[name];
  return url === undefined ? null : new URL(url).host;
}

/** The rules of the configuration guarantee that it is set, which its type does not express. */
function set(value: string | undefined): string {
  if (value === undefined) throw new Error('The profile source is not configured');
  return value;
}
