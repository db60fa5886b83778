import createClient from 'openapi-fetch';
import type { paths } from './openapi-fetch.d.ts';
import { baseUrl, batch, ended, headers, list, print, search } from './settings.ts';

const client = createClient<paths>({ baseUrl, headers });

/** The data of a successful response. */
async function dataOf<T>(response: Promise<{ data?: T | undefined; error?: unknown }>): Promise<NonNullable<T>> {
  const { data, error } = await response;
  if (data === undefined || data === null) throw new Error(JSON.stringify(error));
  return data;
}

const ingested = await dataOf(client.POST('/api/v1/profiles/batch-enhanced', { body: batch }));
const [result] = 'results' in ingested ? ingested.results : [];
const found = await dataOf(client.POST('/api/v1/profiles/search', { body: search }));
const created = await dataOf(client.POST('/jobs/create-batch', { body: list }));
const params = { path: { job_id: created.job_id } };
const job = await ended(() => dataOf(client.GET('/jobs/{job_id}', { params })));
const page = await dataOf(client.GET('/jobs/{job_id}/results', { params }));
const { error } = await client.GET('/jobs/{job_id}', { params: { path: { job_id: 'nothing' } } });

print({
  ingested: result?.pipeline_metadata.status,
  found: found.data.some(({ id }) => id === result?.id),
  job: job.status,
  results: typeof page === 'string' ? [] : page.results.map(({ email }) => email),
  rejection: error?.error_code,
});
