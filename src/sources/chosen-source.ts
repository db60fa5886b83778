import type { Config } from '../config/config.js';
import type { EmailSource } from './email-source.js';
import type { ProfileSource } from './profile-source.js';

/** Where members and companies come from, as PROFILE_SOURCE says; only what is chosen is loaded. */
export async function chosenProfileSource(config: Config): Promise<ProfileSource> {
  if (config.PROFILE_SOURCE === 'bearer-api') {
    const { NoMemberUrlsProfileSource } = await import('./no-member-urls.profile-source.js');
    return new NoMemberUrlsProfileSource(config.PROFILE_SOURCE);
  }
  if (config.PROFILE_SOURCE === 'cassidy') {
    const { CassidyProfileSource } = await import('./cassidy/cassidy.profile-source.js');
    return new CassidyProfileSource({
      profileWorkflowUrl: set(config.CASSIDY_PROFILE_WORKFLOW_URL),
      companyWorkflowUrl: set(config.CASSIDY_COMPANY_WORKFLOW_URL),
    });
  }
  const { SandboxProfileSource } = await import('./sandbox/sandbox.profile-source.js');
  return new SandboxProfileSource({ latencyMs: config.SANDBOX_LATENCY_MS });
}

/** Where people are found by e-mail address; null where the chosen source takes none. */
export async function chosenEmailSource(config: Config): Promise<EmailSource | null> {
  if (config.PROFILE_SOURCE === 'cassidy') return null;
  if (config.PROFILE_SOURCE === 'bearer-api') {
    const { BearerApiEmailSource } = await import('./bearer-api/bearer-api.email-source.js');
    return new BearerApiEmailSource(set(config.BEARER_API_URL));
  }
  const { SandboxEmailSource } = await import('./sandbox/sandbox.email-source.js');
  return new SandboxEmailSource({ latencyMs: config.SANDBOX_LATENCY_MS });
}

/** The rules of the configuration have seen to it already; the type does not know. */
function set(url: string | undefined): string {
  if (url === undefined) throw new Error('The URL of the profile source is not configured');
  return url;
}
