import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measureExports } from './exports.ts';
import { measureHttp } from './http.ts';
import { measureEvents } from './events.ts';
import { measureJobThroughput } from './job-throughput.ts';
import { measureJobs } from './jobs.ts';
import { measureLimits } from './limits.ts';
import { measureMakespan } from './makespan.ts';
import { measureProfiles } from './profiles.ts';
import { measureSaves } from './saves.ts';
import { measureStartup } from './startup.ts';
import { measureSearch } from './search.ts';
import { table, type Measurement } from './measurement.ts';
import { measureUploads } from './uploads.ts';
import { measureWorkers } from './workers.ts';

/** Everything is compared with another measurement in the same run, so that the speed of the machine cancels out. */
const suites: Record<string, () => Promise<Measurement[]>> = {
  startup: measureStartup,
  search: measureSearch,
  limits: measureLimits,
  makespan: measureMakespan,
  http: measureHttp,
  profiles: measureProfiles,
  throughput: measureJobThroughput,
  saves: measureSaves,
  jobs: measureJobs,
  events: measureEvents,
  uploads: measureUploads,
  exports: measureExports,
  workers: measureWorkers,
};

const chosen = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(suites);
const measurements: Measurement[] = [];
for (const name of names) {
  const suite = suites[name];
  if (!suite) throw new Error(`There is no bench "${name}"; choose from ${Object.keys(suites).join(', ')}`);
  process.stderr.write(`measuring ${name} …\n`);
  measurements.push(...(await suite()));
}

console.log(table(measurements));
mkdirSync('bench/results', { recursive: true });
const result = { measured_at: new Date().toISOString(), node: process.version, cpus: cpus().length, measurements };
writeFileSync('bench/results/latest.json', `${JSON.stringify(result, null, 2)}\n`);
const missed = measurements.filter(({ ratio, goal }) => goal !== undefined && ratio > goal);
console.log(missed.length === 0 ? 'Every goal is met.' : `Not met: ${missed.map(({ name }) => name).join('; ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;
