// The rooms of docs/architecture.md, top floor first. A file imports from its own room and from floors below.
const floors = [
  ['main', '^src/(main\\.ts|migrate\\.ts|app\\.module\\.ts|start/)'],
  ['console', '^src/console/'],
  ['system', '^src/system/'],
  ['people', '^src/people/'],
  ['jobs', '^src/jobs/'],
  ['linkedin-profiles', '^src/linkedin-profiles/'],
  ['tokens', '^src/tokens/'],
  ['profiles', '^src/profiles/'],
  ['companies', '^src/companies/'],
  ['idempotency', '^src/idempotency/'],
  ['credits', '^src/credits/'],
  ['events', '^src/events/'],
  ['audit', '^src/audit/'],
  ['pipeline', '^src/pipeline/'],
  ['profile-store', '^src/profile-store/'],
  ['suppression', '^src/suppression/'],
  ['sources', '^src/sources/'],
  ['embeddings', '^src/embeddings/'],
  ['infrastructure', '^src/infrastructure/'],
  ['common', '^src/common/'],
  ['model', '^src/model/'],
  ['config', '^src/config/'],
];

// The common room and the settings serve every floor, whichever of them stands lower.
const everywhere = new Set(['common', 'model', 'config']);

const downward = floors.map(([name, path], index) => ({
  name: `${name}-imports-downward`,
  comment: 'Imports point to floors below; see docs/architecture.md',
  severity: 'error',
  from: { path },
  to: {
    path: '^src/',
    pathNot: [
      path,
      ...floors.slice(index + 1).map(([, below]) => below),
      ...floors.filter(([floor]) => name !== 'model' && everywhere.has(floor)).map(([, shared]) => shared),
    ],
  },
}));

// What other features may import of a feature, without `.ts`: its module, the ports and services that the module exports,
// the plain types that these answer with, and the DTOs that a controller of another feature answers with. All the rest is
// its inside, which may change without anybody else being looked at. A new line here is a decision about the design.
const publicFiles = {
  console: ['console.module'],
  system: ['system.module'],
  people: ['people.module'],
  jobs: ['jobs.module', 'job.store', 'job', 'job-state', 'job-retention', 'erasure/job-erasure'],
  'linkedin-profiles': [
    'linkedin-profiles.module',
    'linkedin-profiles.store',
    'linkedin-profile',
    'erasure/linkedin-profile-erasure',
  ],
  tokens: ['tokens.module', 'token-pool', 'pool/token-lease'],
  profiles: [
    'profiles.module',
    'dto/is-member-url.decorator',
    'dto/is-email-address.decorator',
    'erasure/batch-erasure',
  ],
  companies: ['companies.module', 'dto/company.dto'],
  audit: ['audit.module', 'audited.decorator', 'audit-record'],
  idempotency: [
    'idempotent.decorator',
    'idempotent-request',
    'idempotency.errors',
    'idempotency.store',
    'idempotency.interceptor',
    'idempotency-retention',
    'request-hashes',
  ],
  credits: ['credits.module', 'credits.service', 'credit.store'],
  events: [
    'events.module',
    'event',
    'events.errors',
    'outbox/add-events',
    'outbox/apply-event-schema',
    'subjects/event-subjects',
    'log/event-log',
    'relay/event-relay',
    'relay/relay-loop',
    'dto/event-queries.dto',
    'streams/api-event-stream',
    'streams/server-sent-events',
    'socket/socket.adapter',
    'activity/activity.store',
    'webhooks/webhooks.module',
    'webhooks/subject-webhook',
    'webhooks/target/webhook-targets',
  ],
  pipeline: [
    'pipeline.module',
    'linkedin-data.pipeline',
    'on-error',
    'intake-item',
    'ingest-outcome',
    'known-lookups',
    'stage-times',
    'stored-texts',
  ],
  'profile-store': [
    'profile-store.module',
    'profile.store',
    'company.store',
    'batch.store',
    'batch-erasure.store',
    'embedding.store',
    'erasure.store',
    'known-people.store',
    'profile-changes.store',
    'event-bundles.store',
    'reprocess.store',
    'enriched-keys',
    'profile-search.store',
  ],
  suppression: [
    'suppression.module',
    'suppressions',
    'suppression',
    'suppression.store',
    'person-data',
    'person-digester',
    'job-suppressions',
    'apply-suppression-schema',
  ],
  sources: [
    'sources.module',
    'source-chain',
    'shown-data',
    'guarded-source',
    'person-source',
    'sourced-person',
    'token-access',
    'credit-access',
    'source-access',
    'source.errors',
    'recognition/recognise',
    'recognition/stored-answer',
    'dto/source-asked.dto',
  ],
  embeddings: ['embeddings.module', 'embeddings.service', 'embedding-text', 'embedding-usage'],
};

// A spec may put real parts of other features together.
const throughTheModule = Object.entries(publicFiles).map(([feature, files]) => ({
  name: `${feature}-through-its-module`,
  comment:
    'Import what the module of the feature exports, not its inside: publicFiles in .dependency-cruiser.cjs lists it',
  severity: 'error',
  from: { path: '^src/', pathNot: [`^src/${feature}/`, '\\.spec\\.ts$'] },
  to: { path: `^src/${feature}/`, pathNot: `^src/${feature}/(${files.join('|')})\\.ts$` },
}));

const sdkOwners = [
  ['@supabase/', '^src/(infrastructure|profile-store)/'],
  ['@electric-sql/', '^src/infrastructure/'],
  ['pg-boss', '^src/infrastructure/queue/'],
  ['@aws-sdk/', '^src/(infrastructure/dynamodb|linkedin-profiles|tokens)/'],
  ['dynalite', '^src/infrastructure/dynamodb/'],
  ['openai', '^src/embeddings/openai/'],
  ['gpt-tokenizer', '^src/embeddings/openai/'],
  ['@opentelemetry/', '^src/infrastructure/tracing/'],
];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: { path: '^src' }, to: { circular: true } },
    {
      name: 'no-barrels',
      comment: 'Name the file that has what you need',
      severity: 'error',
      from: {},
      to: { path: '^src/.*/index\\.ts$' },
    },
    {
      name: 'model-is-plain',
      comment: 'Types and pure functions: no framework, no driver',
      severity: 'error',
      from: { path: '^src/model/', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules' },
    },
    {
      name: 'embedded-driver-on-demand',
      comment:
        'An embedded server is loaded only when it is used: import it with await import(), or start a thread with it',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.(spec|thread)\\.ts$' },
      to: {
        path: 'node_modules/(@electric-sql|@supabase/lite|dynalite)',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    ...sdkOwners.map(([sdk, owner]) => ({
      name: `sdk-stays-inside-${sdk.replace(/[^a-z]/g, '')}`,
      comment: 'SDK types stay with the adapter that owns them',
      severity: 'error',
      from: { path: '^src', pathNot: [owner, '\\.spec\\.ts$'] },
      to: { path: `node_modules/${sdk}` },
    })),
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.spec\\.ts$' },
      to: { path: '\\.spec\\.ts$|^test/' },
    },
    {
      name: 'drivers-stay-inside',
      comment: 'A feature uses a backend, whichever driver it has; only start-up and its commands know the drivers',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/infrastructure/', '^src/start/', '\\.spec\\.ts$'] },
      to: { path: '^src/infrastructure/[^/]+/(embedded|server|aws)/' },
    },
    ...downward,
    ...throughTheModule,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js'],
    },
    skipAnalysisNotInRules: false,
  },
};
