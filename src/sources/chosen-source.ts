import type { Config } from '../config/config.js';
import type { Backend } from '../infrastructure/backend.js';
import type { EmailSource } from './email-source.js';
import type { ProfileSource } from './profile-source.js';
import type { SourceAccount } from './source-account.js';

/** Both ports of the configured source; the class is the DI token. */
export abstract class ChosenSource implements Backend {
  abstract readonly isEmbedded: boolean;
  /** Its name, and the host that is asked; the rest of a URL may be a credential. */
  abstract readonly description: string;
  abstract readonly profiles: ProfileSource;
  /** Null where the chosen source takes no email addresses. */
  abstract readonly emails: EmailSource | null;
}

async function cassidy(config: Config): Promise<ChosenSource> {
  const { CassidyProfileSource } = await import('./cassidy/cassidy.profile-source.js');
  const profiles = new CassidyProfileSource({
    profileWorkflowUrl: set(config.CASSIDY_PROFILE_WORKFLOW_URL),
    companyWorkflowUrl: set(config.CASSIDY_COMPANY_WORKFLOW_URL),
  });
  return { ...at('cassidy', config.CASSIDY_PROFILE_WORKFLOW_URL), profiles, emails: null };
}

async function peopleDataLabs({ PDL_API_KEY, PDL_BASE_URL }: Config, account: SourceAccount): Promise<ChosenSource> {
  const { PdlApi } = await import('./people-data-labs/pdl-api.js');
  const { PeopleDataLabsProfileSource } = await import('./people-data-labs/people-data-labs.profile-source.js');
  const { PeopleDataLabsEmailSource } = await import('./people-data-labs/people-data-labs.email-source.js');
  // One for both: the limits of the account are the same, whatever people are found by.
  const api = new PdlApi({ apiKey: set(PDL_API_KEY), baseUrl: PDL_BASE_URL, account });
  return {
    ...at('people-data-labs', PDL_BASE_URL),
    profiles: new PeopleDataLabsProfileSource(api),
    emails: new PeopleDataLabsEmailSource(api),
  };
}

async function bearerApi(config: Config): Promise<ChosenSource> {
  const { NoMemberUrlsProfileSource } = await import('./no-member-urls.profile-source.js');
  const { BearerApiEmailSource } = await import('./bearer-api/bearer-api.email-source.js');
  return {
    ...at('bearer-api', config.BEARER_API_URL),
    profiles: new NoMemberUrlsProfileSource('bearer-api'),
    emails: new BearerApiEmailSource(set(config.BEARER_API_URL)),
  };
}

async function sandbox({ SANDBOX_LATENCY_MS: latencyMs }: Config): Promise<ChosenSource> {
  const { SandboxProfileSource } = await import('./sandbox/sandbox.profile-source.js');
  const { SandboxEmailSource } = await import('./sandbox/sandbox.email-source.js');
  return {
    isEmbedded: true,
    description: 'sandbox, synthetic people',
    profiles: new SandboxProfileSource({ latencyMs }),
    emails: new SandboxEmailSource({ latencyMs }),
  };
}

const sources: Record<Config['PROFILE_SOURCE'], (config: Config, account: SourceAccount) => Promise<ChosenSource>> = {
  sandbox,
  cassidy,
  'people-data-labs': peopleDataLabs,
  'bearer-api': bearerApi,
};

/** Where people and companies come from, as PROFILE_SOURCE says; only what is chosen is loaded. */
export function chosenSource(config: Config, account: SourceAccount): Promise<ChosenSource> {
  return sources[config.PROFILE_SOURCE](config, account);
}

function at(name: string, url: string | undefined) {
  return { isEmbedded: false, description: `${name} at ${new URL(set(url)).host}` };
}

/** The rules of the configuration have seen to it already; the type does not know. */
function set(value: string | undefined): string {
  if (value === undefined) throw new Error('The profile source is not configured');
  return value;
}
