import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { itWith, THOROUGHNESS } from '../support/needed-programs.js';
import { settings } from '../support/settings.js';
import { schemaProblems } from './kubernetes-schemas.js';
import { fieldProblems } from './kubernetes-types.js';
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
  topologySpreadConstraints?: { topologyKey: string }[];
  containers: Container[];
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: {
    replicas?: number;
    maxReplicas?: number;
    scaleTargetRef?: { name: string };
    strategy?: { rollingUpdate: { maxSurge: number } };
    template: { spec: PodSpec };
  };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

const FOLDER = 'deploy/kubernetes';
const files = globSync(`${FOLDER}/**/*.yaml`).filter((file) => !file.endsWith('kustomization.yaml'));
const all = files.flatMap((file) => yamlFile<Manifest>(file).map((manifest) => ({ file, manifest })));
const manifests = all.map(({ manifest }) => manifest);
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

  it.each(all)('is valid: $manifest.kind $manifest.metadata.name in $file', async ({ manifest }) => {
    expect(await schemaProblems(manifest)).toBe('');
  });

  // A compiler looks at the declarations of every kind.
  itWith([THOROUGHNESS], 'has only fields that exist', async () => {
    expect(fieldProblems(manifests)).toEqual([]);
    const [misspelled] = ofKind('PodDisruptionBudget').map((manifest) => ({
      ...manifest,
      spec: { ...manifest.spec, minAvailible: 1 },
    }));
    expect(fieldProblems([misspelled!]).join()).toContain('minAvailible');
  });

  it('opens no more connections than the smallest Supabase project has, also during a rollout', () => {
    const migration = 1;
    const connections = (pods: (deployment: Manifest) => number) =>
      deployments.reduce((sum, deployment) => sum + pods(deployment) * connectionsOf(deployment), 0);
    const standing = connections(({ spec }) => spec.replicas!);
    const rolling = connections(({ spec }) => spec.replicas! + spec.strategy!.rollingUpdate.maxSurge);
    expect(rolling).toBeLessThanOrEqual(SMALLEST_POOL);
    expect(standing + migration).toBeLessThanOrEqual(SMALLEST_POOL);
    expect(guide).toContain(`${rolling} connections`);
  });

  it('says how many connections the autoscaler may need', () => {
    const scaled = ofKind('HorizontalPodAutoscaler').filter(
      ({ spec }, index, scalers) =>
        scalers.findIndex((other) => other.spec.scaleTargetRef!.name === spec.scaleTargetRef!.name) === index,
    );
    const most = scaled.reduce((sum, { spec }) => {
      const deployment = deployments.find(({ metadata }) => metadata.name === spec.scaleTargetRef!.name)!;
      return sum + (spec.maxReplicas! + deployment.spec.strategy!.rollingUpdate.maxSurge) * connectionsOf(deployment);
    }, 0);
    expect(readFileSync(`${FOLDER}/components/autoscaling/kustomization.yaml`, 'utf8')).toContain(
      `Supabase to ${most} `,
    );
    expect(guide).toContain(`${most} connections`);
  });

  it('names images by digest', () => {
    const [job] = ofKind('Job');
    expect(podOf(job!).containers[0]!.image).toMatch(/@sha256:[\da-f]{64}$/);
    const [{ images }] = yamlFile<{ images: object[] }>(`${FOLDER}/kustomization.yaml`) as [{ images: object[] }];
    expect(images).toEqual([expect.objectContaining({ digest: expect.stringMatching(/^sha256:[\da-f]{64}$/) })]);
    expect(images[0]).not.toHaveProperty('newTag');
  });

  it('lists every manifest in a kustomization, or says when to take it', () => {
    const listed = globSync(`${FOLDER}/**/kustomization.yaml`).flatMap((file) =>
      yamlFile<{ resources: string[] }>(file)[0]!.resources.map((resource) => join(dirname(file), resource)),
    );
    const apart = [
      'migrate',
      'secret.example',
      'components/autoscaling/worker-by-queue',
      'components/monitoring/service-monitor',
    ];
    expect(files.toSorted()).toEqual([...listed, ...apart.map((name) => `${FOLDER}/${name}.yaml`)].toSorted());
    expect(listed.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('keeps pods away from the metadata address of the cloud', () => {
    const [policy] = ofKind('NetworkPolicy') as unknown as [NetworkPolicy];
    const blocks = policy.spec.egress.flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
    expect(blocks.map(({ cidr }) => cidr)).toEqual(['0.0.0.0/0', '::/0']);
    expect(blocks[0]!.except).toContain('169.254.0.0/16');
    expect(blocks[1]!.except).toEqual(expect.arrayContaining(['fe80::/10', 'fc00::/7']));
  });

  it.each(deployments)(
    'spreads the pods of $metadata.name, which may be disrupted one at a time',
    ({ metadata, spec }) => {
      const { topologySpreadConstraints = [] } = spec.template.spec;
      expect(topologySpreadConstraints.map(({ topologyKey }) => topologyKey)).toEqual([
        'kubernetes.io/hostname',
        'topology.kubernetes.io/zone',
      ]);
      expect(ofKind('PodDisruptionBudget').map((budget) => budget.metadata.name)).toContain(metadata.name);
    },
  );

  (hasKubectl ? it : it.skip)('is what kubectl puts together, with and without the components', () => {
    const plain = kustomized(FOLDER);
    expect(plain.match(/image: registry\.example\.com\/linkedin-profile-service@sha256:/g)).toHaveLength(2);
    const folder = mkdtempSync('deploy/.all-');
    try {
      const names = ['ingress', 'autoscaling', 'monitoring'].map((name) => `../kubernetes/components/${name}`);
      writeFileSync(
        join(folder, 'kustomization.yaml'),
        JSON.stringify({ resources: ['../kubernetes'], components: names }),
      );
      const whole = kustomized(folder);
      for (const kind of ['Ingress', 'HorizontalPodAutoscaler', 'PodMonitor', 'PrometheusRule'])
        expect(whole).toContain(`\nkind: ${kind}\n`);
      expect(whole).not.toMatch(/^ {2}replicas:/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

interface NetworkPolicy {
  spec: { egress: { to: { ipBlock?: { cidr: string; except: string[] } }[] }[] };
}

/** Of the session pooler: https://supabase.com/docs/guides/platform/compute-and-disk */
const SMALLEST_POOL = 15;
const guide = readFileSync('docs/deployment.md', 'utf8');

/** Of one pod: its pool, and the one that listens. */
function connectionsOf(deployment: Manifest): number {
  const given = podOf(deployment).containers[0]!.env ?? [];
  const { DATABASE_POOL_SIZE } = Object.fromEntries(given.map(({ name, value }) => [name, value]));
  return settings({ DATABASE_POOL_SIZE }).DATABASE_POOL_SIZE + 1;
}

function kustomized(folder: string): string {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  expect(status === 0 ? '' : stderr).toBe('');
  return stdout;
}
