import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { isFullExtent } from '../support/extent.js';
import { hasPrometheus, hasPromtool, promtool } from '../support/prometheus-tools.js';
import { aService, KEY, type Service } from '../support/service.js';
import { until } from '../support/until.js';
import { metricsIn } from './metric-names.js';
import { startPrometheus, type Prometheus } from './prometheus-server.js';
import { yamlFile } from './yaml-file.js';

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  labels?: { severity: string };
  annotations?: { summary: string; runbook_url: string };
}

interface RuleFile {
  groups: { name: string; rules: Rule[] }[];
}

interface Dashboard {
  panels: { id: number; title: string; targets: { expr: string }[] }[];
}

const RULES = 'deploy/monitoring/rules.yaml';
const [file] = yamlFile<RuleFile>(RULES) as [RuleFile];
const rules = file.groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const dashboard = JSON.parse(readFileSync('deploy/monitoring/dashboard.json', 'utf8')) as Dashboard;
const runbook = readFileSync('docs/operations.md', 'utf8');

describe('deploy/monitoring', () => {
  it.each(alerts.map((alert) => [String(alert.alert), alert] as const))(
    'has a runbook and a severity for %s',
    (name, alert) => {
      expect(alert.labels?.severity).toMatch(/^(warning|critical)$/);
      expect(alert.annotations?.summary).toEqual(expect.any(String));
      const [page, anchor] = alert.annotations?.runbook_url.split('#') ?? [];
      expect({ page: page?.endsWith('/docs/operations.md'), anchor }).toEqual({
        page: true,
        anchor: name.toLowerCase(),
      });
      expect(runbook).toContain(`\n### ${name}\n`);
    },
  );

  it('has the same rules for the Prometheus operator', () => {
    const [manifest] = yamlFile<{ spec: RuleFile }>('deploy/kubernetes/components/monitoring/prometheus-rule.yaml');
    expect(manifest?.spec).toEqual(file);
  });

  it('has panels that Grafana can tell apart, each with a query', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { title, targets } of dashboard.panels)
      expect({ title, queries: targets.length > 0 }).toEqual({ title, queries: true });
  });

  (hasPromtool ? describe : describe.skip)('as promtool reads it', () => {
    it('has valid rules', () => {
      expect(promtool(['check', 'rules', RULES])).toBe('');
    });

    it('raises every alert when it should, and none when nothing is wrong', () => {
      expect(promtool(['test', 'rules', 'deploy/monitoring/rules.test.yaml'])).toBe('');
      const tested = readFileSync('deploy/monitoring/rules.test.yaml', 'utf8');
      expect(alerts.filter(({ alert }) => !tested.includes(`alertname="${alert}"`))).toEqual([]);
    });
  });

  describe('next to the running service', () => {
    let service: Service;
    beforeAll(async () => (service = await aService()));
    afterAll(() => service.close());

    it('asks only for metrics that the service has, and docs/operations.md names only those', async () => {
      const { text } = await service.get('/metrics').expect(200);
      const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
      const names = types.flatMap(([, name, type]) =>
        type === 'histogram' ? [name, `${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
      );
      const known = new Set([...names, ...rules.map(({ record }) => record)]);
      const queries = [...rules, ...dashboard.panels.flatMap(({ targets }) => targets)].map(({ expr }) => expr);
      const asked = new Set(queries.flatMap(metricsIn));
      expect([...asked].filter((name) => !known.has(name))).toEqual([]);
      expect(asked.size).toBeGreaterThan(25);
      const named = runbook.match(/\b(?:profile_service|http|nodejs)_\w*[a-z]\b/g) ?? [];
      expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
    });

    const isPossible = isFullExtent && hasPrometheus;
    (isPossible ? describe : describe.skip)('a Prometheus server', () => {
      let prometheus: Prometheus;
      beforeAll(async () => {
        const { port } = service.app.getHttpServer().address() as AddressInfo;
        prometheus = await startPrometheus({ target: `127.0.0.1:${port}`, key: KEY, rules: RULES });
      });
      afterAll(() => prometheus.stop());

      it('scrapes the service, and evaluates every rule and every query of the dashboard', async () => {
        const scraped = await until(async () => {
          const [sample] = await prometheus.query('up{job="linkedin-profile-service"}');
          return sample?.value[1] === '1' ? sample : null;
        });
        expect(scraped.metric).toMatchObject({ job: 'linkedin-profile-service' });
        const evaluated = await until(async () => {
          const found = await prometheus.rules();
          return found.every(({ health }) => health !== 'unknown') ? found : null;
        });
        expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
        expect(evaluated).toHaveLength(rules.length);
        const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
        for (const query of queries)
          await prometheus.query(query.replaceAll('$__rate_interval', '1m').replaceAll('$job', '.*'));
        // Figures of a scrape that took too long are missing until the next one.
        const build = await until(async () => (await prometheus.query('profile_service_build_info'))[0] ?? null);
        expect(build.value[1]).toBe('1');
      });
    });
  });
});
