import { startService, temporaryFolder } from '../scripts/lib/service-process.ts';
import { ingestBatch } from './batch.ts';
import { workOnJob } from './job.ts';
import { fillList } from './list.ts';
import { meetAgain } from './one-person.ts';
import { searchProfiles } from './search.ts';
import { bold, dim, progress, seconds } from './style.ts';
import { hearOfIt } from './webhook.ts';

const apiKey = 'demo-key';
const folder = temporaryFolder();

console.log(
  `\n${bold('LinkedIn profile service')} — a tour with embedded stores and the sandbox source; no data leaves this machine.\n`,
);
progress(dim('Starting the service, until its stores are ready …'));
const service = await startService(
  {
    API_KEY: apiKey,
    HOST: '127.0.0.1',
    SANDBOX_LATENCY_MS: '400',
    UPSTREAM_BACKOFF_MS: '300',
    WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
  },
  folder.path,
);
try {
  progress('');
  console.log(`Service started in ${seconds(service.startedInMs)} at ${service.url}\n`);
  await ingestBatch(service.url, apiKey);
  await workOnJob(service.url, apiKey);
  await meetAgain(service.url, apiKey);
  await searchProfiles(service.url, apiKey);
  await fillList(service.url, apiKey);
  await hearOfIt(service.url, apiKey);
  console.log(dim('Try it yourself: run npm start, then open http://127.0.0.1:8000/docs\n'));
} catch (error) {
  console.error(`The tour failed: ${(error as Error).message}\n\nService log:\n${service.output()}`);
  process.exitCode = 1;
} finally {
  progress(dim('Stopping the service …'));
  await service.stop();
  progress('');
  folder.remove();
}
