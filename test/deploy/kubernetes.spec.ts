import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { settings } from '../support/settings.js';
import { settingNames } from './setting-names.js';
import { yamlFile } from './yaml-file.js';

interface Container {
  image: string;
  env?: { name: string; value?: string }[];
  livenessProbe: { timeoutSeconds: number; httpGet: { path: string } };
  readinessProbe: { timeoutSeconds: number; httpGet: { path: string } };
  securityContext: object;
}

interface PodSpec {
  enableServiceLinks?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext: object;
  containers: Container[];
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: { template: { spec: PodSpec } };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

const FOLDER = 'deploy/kubernetes';
const manifests = ['settings', 'secret.example', 'service-account', 'api', 'worker', 'migrate'].flatMap((name) =>
  yamlFile<Manifest>(`${FOLDER}/${name}.yaml`),
);
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
const podOf = ({ spec }: Manifest) => spec.template.spec;
const deployments = ofKind('Deployment');
const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

describe('deploy/kubernetes', () => {
  const [{ data = {} }] = ofKind('ConfigMap') as [Manifest];
  const [{ stringData = {} }] = ofKind('Secret') as [Manifest];

  it('sets only settings that exist', () => {
    const given = [...deployments, ...ofKind('Job')].flatMap((manifest) => podOf(manifest).containers[0]?.env ?? []);
    const names = [...Object.keys(data), ...Object.keys(stringData), ...given.map(({ name }) => name)];
    expect(names.filter((name) => !settingNames.has(name))).toEqual([]);
  });

  it('contains no secret value', () => {
    expect(new Set(Object.values(stringData))).toEqual(new Set(['']));
  });

  it.each(['api', 'worker'])('starts %s with its settings, once the secrets are filled in', (role) => {
    const secrets = {
      API_KEYS: 'main:9f1c7e42b85d03a6e1f4c8d27b60a593',
      SUPABASE_SERVICE_ROLE_KEY: 'sb_secret_x',
      DATABASE_URL: 'postgres://postgres.x:y@aws-0-eu-central-1.pooler.supabase.com:5432/postgres',
      PDL_API_KEY: 'key',
    };
    expect(Object.keys(stringData)).toEqual(expect.arrayContaining(Object.keys(secrets)));
    const deployment = deployments.find(({ metadata }) => metadata.name.endsWith(`-${role}`))!;
    const value = podOf(deployment).containers[0]!.env?.find(({ name }) => name === 'ROLE')?.value;
    expect(settings({ ...data, ...secrets, ROLE: value }).ROLE).toBe(role);
  });

  it.each(deployments)('gives the probes and the shutdown of $metadata.name enough time', (deployment) => {
    const pod = podOf(deployment);
    const [{ livenessProbe, readinessProbe }] = pod.containers as [Container];
    expect(livenessProbe.httpGet.path).toBe('/health/live');
    expect(readinessProbe.httpGet.path).toBe('/health/ready');
    // The service waits for a store this long before it responds (src/system/health/probe.ts).
    expect(readinessProbe.timeoutSeconds).toBeGreaterThan(2);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(20);
    // Otherwise variables such as LINKEDIN_PROFILE_SERVICE_PORT would appear among the settings.
    expect(pod.enableServiceLinks).toBe(false);
  });

  it.each([...deployments, ...ofKind('Job')])('gives $metadata.name no privileges', (manifest) => {
    const pod = podOf(manifest);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(pod.containers[0]!.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  (hasKubectl ? it : it.skip)('is what kubectl puts together', () => {
    const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', FOLDER], { encoding: 'utf8' });
    expect(status === 0 ? '' : stderr).toBe('');
    expect(stdout.match(/image: registry\.example\.com\/linkedin-profile-service:0\.1\.0/g)).toHaveLength(2);
  });
});
