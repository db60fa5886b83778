import { createJob, getJob, getJobResults, ingestBatch, searchProfiles } from './hey-api/index.ts';
import { client } from './hey-api/client.gen.ts';
import { baseUrl, batch, ended, headers, list, print, search } from './settings.ts';

client.setConfig({ baseUrl, headers });

const { data: ingested } = await ingestBatch({ body: batch, throwOnError: true });
const [result] = 'results' in ingested ? ingested.results : [];
const { data: found } = await searchProfiles({ body: search, throwOnError: true });
const { data: created } = await createJob({ body: list, throwOnError: true });
const path = { job_id: created.job_id };
const job = await ended(async () => (await getJob({ path, throwOnError: true })).data);
const { data: page } = await getJobResults({ path, throwOnError: true });
const { error } = await getJob({ path: { job_id: 'nothing' } });

print({
  ingested: result?.pipeline_metadata.status,
  found: found.data.some(({ id }) => id === result?.id),
  job: job.status,
  results: page.results.map(({ email }) => email),
  rejection: error?.error_code,
});
