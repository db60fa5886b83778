import type { Settings } from './config.js';

/** What no single variable can tell: settings that need or exclude one another. */
export function rules(settings: Settings): string[] {
  const problems: string[] = [];
  const needs = (name: keyof Settings, because: string) => {
    if (settings[name] === undefined) problems.push(`${name} must be set, because ${because}`);
  };
  if (settings.PROFILE_SOURCE === 'cassidy') {
    needs('CASSIDY_PROFILE_WORKFLOW_URL', 'PROFILE_SOURCE is cassidy');
    needs('CASSIDY_COMPANY_WORKFLOW_URL', 'PROFILE_SOURCE is cassidy');
  }
  if (settings.SUPABASE_URL) needs('SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_URL is set');
  if (settings.SUPABASE_SERVICE_ROLE_KEY) needs('SUPABASE_URL', 'SUPABASE_SERVICE_ROLE_KEY is set');
  if (!hasKeys(settings)) problems.push(...withoutKeys(settings));
  return problems;
}

export function hasKeys(settings: Pick<Settings, 'API_KEY' | 'API_KEYS'>): boolean {
  return settings.API_KEY !== undefined || (settings.API_KEYS?.length ?? 0) > 0;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

function withoutKeys({ NODE_ENV, HOST }: Settings): string[] {
  if (NODE_ENV === 'production') {
    return ['API_KEYS must be set, because NODE_ENV is production; for example API_KEYS=main:$(openssl rand -hex 24)'];
  }
  if (HOST !== undefined && !LOOPBACK.has(HOST)) {
    return [`API_KEYS must be set, because HOST is "${HOST}" and without a key the service listens on 127.0.0.1 only`];
  }
  return [];
}
