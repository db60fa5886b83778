import { call } from './http.ts';
import { bold, dim, fit, green, progress, red, seconds, yellow } from './style.ts';

interface Result {
  name: string;
  url: string;
  position: string | null;
  current_company: { name: string | null } | null;
  country_code: string | null;
  companies_processed: { action: string }[] | null;
  pipeline_metadata: {
    status: string;
    processing_time_ms: number;
    attempts: number;
    warnings?: { error: string; details: string }[];
    errors?: { error: string; details: string; retryable: boolean }[];
  };
}

interface Batch {
  batch_id: string;
  successful: number;
  failed: number;
  results: Result[];
  processing_time_seconds: number;
}

/** Ordinary members in several URL formats, and one for each failure that the sandbox can simulate. */
const profiles = [
  { linkedin_url: 'https://www.linkedin.com/in/maria-santos/', suggested_role: 'CTO' },
  { linkedin_url: 'linkedin.com/in/wei-zhang?trk=people-search', suggested_role: 'CIO' },
  { linkedin_url: 'https://de.linkedin.com/in/Jonas-Keller/details/experience', suggested_role: 'CISO' },
  { linkedin_url: 'https://www.linkedin.com/in/flaky-amara-okafor/', suggested_role: 'CTO' },
  { linkedin_url: 'https://www.linkedin.com/in/lostcompany-tom-berg/', suggested_role: 'CIO' },
  { linkedin_url: 'https://www.linkedin.com/in/private-someone/', suggested_role: 'CISO' },
];

export async function ingestBatch(url: string, apiKey: string): Promise<void> {
  console.log(
    `${bold('A batch')}  POST /api/v1/profiles/batch-enhanced with ${profiles.length} member URLs, 3 at a time`,
  );
  const started = Date.now();
  const ticker = setInterval(
    () => progress(dim(`  fetching, embedding, storing … ${seconds(Date.now() - started)}`)),
    100,
  );
  try {
    const batch = await call<Batch>(`${url}/api/v1/profiles/batch-enhanced`, apiKey, {
      body: { profiles, max_concurrent: 3 },
    });
    progress('');
    report(batch);
  } finally {
    clearInterval(ticker);
  }
}

function report({ batch_id, successful, failed, results, processing_time_seconds }: Batch): void {
  console.log(
    `  ${successful} stored, ${failed} failed in ${processing_time_seconds} s   ${dim(`batch ${batch_id}`)}\n`,
  );
  for (const result of results) console.log(line(result));
  console.log();
}

function line(result: Result): string {
  const { status, processing_time_ms, attempts, warnings = [], errors = [] } = result.pipeline_metadata;
  if (status === 'failed') {
    const [problem] = errors;
    return `  ${red('✗')} ${fit(slugOf(result.url), 22)} ${problem?.error}: ${problem?.details} ${dim(problem?.retryable ? '(retryable)' : '(not retryable)')}`;
  }
  const place = [result.position, result.current_company?.name, result.country_code].filter(Boolean).join(' · ');
  const effort = `${result.companies_processed?.length ?? 0} companies, ${processing_time_ms} ms${attempts > 1 ? `, ${attempts} attempts` : ''}`;
  const notes = warnings.map(({ error, details }) => `\n      ${yellow('!')} ${error}: ${details}`).join('');
  return `  ${green('✓')} ${fit(result.name, 22)} ${fit(place, 62)} ${dim(effort)}${notes}`;
}

const slugOf = (url: string) => url.replace(/^.*\/in\//, '').replace(/\/.*$/, '');
