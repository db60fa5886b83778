/** The names that PROFILE_SOURCE and EMAIL_SOURCE can list. */
export const SOURCE_NAMES = ['sandbox', 'cassidy', 'people-data-labs', 'bearer-api'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

const TAKE_EMAILS: readonly SourceName[] = ['sandbox', 'people-data-labs', 'bearer-api'];

interface SourceSettings {
  PROFILE_SOURCE: readonly SourceName[];
  EMAIL_SOURCE?: readonly SourceName[];
  BEARER_API_URL?: string;
}

/** The sources of email addresses, in order; without EMAIL_SOURCE, bearer-api where it is configured, else those of PROFILE_SOURCE. */
export function emailSourcesOf({
  PROFILE_SOURCE,
  EMAIL_SOURCE,
  BEARER_API_URL,
}: SourceSettings): readonly SourceName[] {
  if (EMAIL_SOURCE !== undefined) return EMAIL_SOURCE;
  return BEARER_API_URL === undefined ? PROFILE_SOURCE.filter((name) => TAKE_EMAILS.includes(name)) : ['bearer-api'];
}

/** Settings that are missing for a listed source, and sources in EMAIL_SOURCE that do not accept email addresses. */
export function sourceProblems(settings: SourceSettings & Partial<Record<string, unknown>>): string[] {
  const needed: Record<SourceName, readonly string[]> = {
    sandbox: [],
    cassidy: ['CASSIDY_PROFILE_WORKFLOW_URL', 'CASSIDY_COMPANY_WORKFLOW_URL'],
    'people-data-labs': ['PDL_API_KEY'],
    'bearer-api': ['BEARER_API_URL'],
  };
  const listed = [...new Set([...settings.PROFILE_SOURCE, ...emailSourcesOf(settings)])];
  const missing = listed.flatMap((name) =>
    needed[name]
      .filter((setting) => settings[setting] === undefined)
      .map((setting) => `${setting} must be set, because ${whoLists(name, settings)}`),
  );
  const useless = (settings.EMAIL_SOURCE ?? []).filter((name) => !TAKE_EMAILS.includes(name));
  return [
    ...missing,
    ...useless.map(
      (name) => `EMAIL_SOURCE must not list ${name}, which accepts member URLs only; use ${TAKE_EMAILS.join(', ')}`,
    ),
  ];
}

function whoLists(name: SourceName, { PROFILE_SOURCE, EMAIL_SOURCE }: SourceSettings): string {
  const [setting, list] = PROFILE_SOURCE.includes(name)
    ? ['PROFILE_SOURCE', PROFILE_SOURCE]
    : ['EMAIL_SOURCE', EMAIL_SOURCE ?? []];
  return list.length === 1 ? `${setting} is ${name}` : `${setting} lists ${name}`;
}
