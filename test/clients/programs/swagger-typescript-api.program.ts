import { Api, type ErrorBody, type HttpResponse } from './swagger.ts';
import { baseUrl, batch, ended, headers, list, print, search } from './settings.ts';

const { api, jobs } = new Api({ baseUrl, baseApiParams: { headers } });

const { data: ingested } = await api.ingestBatch(batch);
const [result] = 'results' in ingested ? ingested.results : [];
const { data: found } = await api.searchProfiles(search);
const { data: created } = await jobs.createJob(list);
const job = await ended(async () => (await jobs.getJob(created.job_id)).data);
const { data: page } = await jobs.getJobResults(created.job_id);
const rejection = await jobs.getJob('nothing').catch((response: HttpResponse<unknown, ErrorBody>) => response.error);

print({
  ingested: result?.pipeline_metadata.status,
  found: found.data.some(({ id }) => id === result?.id),
  job: job.status,
  results: page.results.map(({ email }) => email),
  rejection: 'error_code' in rejection ? rejection.error_code : null,
});
