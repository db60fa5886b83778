import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '../../scripts/lib/free-port.ts';
import { temporaryFolder } from '../../scripts/lib/service-process.ts';
import { endWithTests } from '../support/jest-worker.js';
import { until } from '../support/until.js';

interface Sample {
  metric: Record<string, string>;
  value: [seconds: number, value: string];
}

interface EvaluatedRule {
  name: string;
  health: 'ok' | 'unknown' | 'err';
  lastError?: string;
}

export interface Prometheus {
  /** The samples of an instant query. @throws if the server rejects it */
  query: (expression: string) => Promise<Sample[]>;
  rules: () => Promise<EvaluatedRule[]>;
  stop: () => Promise<void>;
}

interface Scraped {
  /** Host and port. */
  target: string;
  key: string;
  /** A file of rules. */
  rules: string;
}

/** A real Prometheus server that scrapes one target every second. */
export async function startPrometheus({ target, key, rules }: Scraped): Promise<Prometheus> {
  const folder = temporaryFolder();
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [resolve(rules)],
    scrape_configs: [
      {
        job_name: 'linkedin-profile-service',
        authorization: { credentials: key },
        static_configs: [{ targets: [target] }],
      },
    ],
  };
  const file = join(folder.path, 'prometheus.yml');
  writeFileSync(file, JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const data = join(folder.path, 'data');
  const child = spawn(
    'prometheus',
    [`--config.file=${file}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${address}`, '--log.level=error'],
    { stdio: 'ignore' },
  );
  endWithTests(child);
  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`http://${address}/api/v1/${path}`);
    const { status, error, data: answer } = (await response.json()) as { status: string; error?: string; data: T };
    if (status !== 'success') throw new Error(`${path}: ${error}`);
    return answer;
  };
  await until(async () => {
    const ready = await fetch(`http://${address}/-/ready`).catch(() => null);
    return ready?.status === 200 ? true : null;
  });
  return {
    query: async (expression) =>
      (await ask<{ result: Sample[] }>(`query?query=${encodeURIComponent(expression)}`)).result,
    rules: async () =>
      (await ask<{ groups: { rules: EvaluatedRule[] }[] }>('rules')).groups.flatMap((group) => group.rules),
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      folder.remove();
    },
  };
}
