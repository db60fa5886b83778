import { SOURCE_NAMES } from './sources.js';
import { decimal, httpUrl, inOrder, integer, integers, list, oneOf, postgresUrl, section, text } from './variable.js';

const server = section('Server', {
  PORT: integer({ min: 0, max: 65_535 }).default(8000).describe('Port to listen on; 0 picks a free one'),
  HOST: text().describe('Address to listen on. Default: 127.0.0.1 in local mode, 0.0.0.0 when a key is configured'),
  NODE_ENV: oneOf('development', 'production', 'test')
    .default('development')
    .describe('In `production` the service does not start without an API key or with a weak one, and logs JSON'),
  ROLE: oneOf('all', 'api', 'worker').default('all').describe('Which part of the service this process runs'),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .default('info')
    .describe('Lowest level that is logged'),
  LOG_FORMAT: oneOf('pretty', 'json').describe('Log format. Default: json in production, otherwise pretty'),
  DATA_DIR: text()
    .default('.data')
    .describe('Directory for the embedded stores and the local key; used by one process at a time'),
  HTTP_KEEP_ALIVE_SECONDS: integer({ min: 1, max: 3_600 })
    .default(75)
    .describe(
      'How long an idle connection is kept open, in seconds. Must be longer than the idle timeout of the load balancer, which is 60 in most',
    ),
  SHUTDOWN_DRAIN_SECONDS: integer({ max: 300 }).describe(
    'How long requests are still accepted after SIGTERM while readiness already fails, in seconds. Default: 0 in local mode, 5 when a key is configured',
  ),
});

const access = section('Access', {
  API_KEYS: list()
    .asSecret()
    .describe(
      'API keys as `name:secret` or `name:sha256:<hex>`, comma-separated. `name[ingest+read]:secret` limits a key to the scopes ingest, read, erase or admin. Without a key the service runs in local mode',
    ),
  API_KEY: text().asSecret().describe('A single API key with all scopes; a shorthand for API_KEYS'),
  CORS_ORIGINS: list().default([]).describe('Origins whose web pages may call the service, comma-separated'),
  TRUSTED_PROXIES: list()
    .default(['loopback'])
    .describe(
      'Proxies whose X-Forwarded-* headers are trusted: addresses, subnets, loopback, linklocal or uniquelocal, comma-separated',
    ),
  PUBLIC_BASE_URL: httpUrl().describe(
    'URL under which clients reach the service, with its path prefix if it has one; links and the OpenAPI document use it. Default: X-Forwarded-Host, -Proto and -Prefix of a trusted proxy, otherwise links have no host',
  ),
  RATE_LIMIT_PER_MINUTE: integer({ min: 0 })
    .default(600)
    .describe(
      'Requests allowed per minute for one key or address, across all processes with the same DATABASE_URL; 0 disables the limit',
    ),
  EVENT_STREAMS_MAX: integer({ min: 1, max: 100_000 })
    .default(1_000)
    .describe('Event streams that this process serves at the same time, over SSE and WebSocket together'),
  AUDIT_RETENTION_DAYS: integer({ max: 36_500 })
    .default(365)
    .describe('How long the records of GET /system/audit are kept, in days; 0 keeps them'),
});

const source = section('Profile source', {
  PROFILE_SOURCE: inOrder(...SOURCE_NAMES)
    .default(['sandbox'])
    .describe(
      'Where members and companies are looked up by URL. With several, the next one is asked if one does not find a member or cannot be asked. cassidy accepts member URLs, bearer-api accepts email addresses, people-data-labs and sandbox accept both',
    ),
  EMAIL_SOURCE: inOrder(...SOURCE_NAMES).describe(
    'Where people are looked up by email address, in the same way. Default: bearer-api if BEARER_API_URL is set, otherwise the sources of PROFILE_SOURCE that accept email addresses',
  ),
  CASSIDY_PROFILE_WORKFLOW_URL: httpUrl()
    .asSecret()
    .describe('URL of the workflow that returns a member profile; the URL itself is the credential'),
  CASSIDY_COMPANY_WORKFLOW_URL: httpUrl()
    .asSecret()
    .describe('URL of the workflow that returns a company; the URL itself is the credential'),
  PDL_API_KEY: text().asSecret().describe('API key of the People Data Labs account that is billed'),
  PDL_BASE_URL: httpUrl()
    .default('https://api.peopledatalabs.com')
    .describe('Base URL of the People Data Labs API; https://sandbox.api.peopledatalabs.com returns made-up people'),
  BEARER_API_URL: httpUrl().describe(
    'API that returns a profile for an email address, called with tokens from the pool. Uses GET if the URL contains `{email}`, otherwise POST',
  ),
  SANDBOX_LATENCY_MS: integer({ max: 60_000 })
    .default(50)
    .describe('How long the sandbox takes to respond, in milliseconds'),
});

const upstream = section('Upstream calls', {
  UPSTREAM_TIMEOUT_MS: integer({ min: 100, max: 600_000 })
    .default(60_000)
    .describe('Timeout of one attempt, in milliseconds'),
  UPSTREAM_MAX_ATTEMPTS: integer({ min: 1, max: 10 })
    .default(4)
    .describe('Maximum number of attempts per call, including the first'),
  UPSTREAM_BACKOFF_MS: integer({ min: 1, max: 60_000 })
    .default(500)
    .describe('Maximum wait before the second attempt, in milliseconds; doubles with every further attempt'),
  UPSTREAM_CONCURRENCY: integer({ min: 1, max: 1_000 })
    .default(50)
    .describe('Maximum number of concurrent calls to one source in this process; a job may ask for up to 50'),
});

const pipeline = section('Pipeline', {
  PROFILE_DEADLINE_MS: integer({ min: 1_000, max: 3_600_000 })
    .default(180_000)
    .describe('Time limit for one profile across all stages, in milliseconds'),
  PROFILE_MAX_AGE_HOURS: decimal()
    .default(0)
    .describe('A stored profile younger than this is returned without fetching it again; 0 always fetches'),
  NOT_FOUND_MAX_AGE_HOURS: decimal({ max: 87_600 })
    .default(24)
    .describe('How long a source is not asked again for a URL or email address that it did not find; 0 always asks'),
  COMPANY_MAX_AGE_HOURS: decimal().default(168).describe('A stored company younger than this is not fetched again'),
  BATCH_RETENTION_HOURS: integer({ min: 1 })
    .default(720)
    .describe('How long a batch and its results are kept after its end'),
});

const embeddings = section('Embeddings', {
  OPENAI_API_KEY: text()
    .asSecret()
    .describe('API key of OpenAI or a compatible service. If not set, the local embedder is used'),
  OPENAI_BASE_URL: httpUrl().describe(
    'Base URL of an OpenAI-compatible service; `/embeddings` is appended. A URL without a path gets `/v1`. Changing it embeds all stored profiles again',
  ),
  EMBEDDING_MODEL: text().default('text-embedding-3-small').describe('Embedding model to use'),
  EMBEDDING_DIMENSIONS: integer({ min: 1, max: 1536 })
    .default(1536)
    .describe(
      'Length of a vector; shorter vectors are padded with zeros when they are stored. Changing it embeds all stored profiles again',
    ),
  EMBEDDING_MAX_TOKENS: integer({ min: 16 })
    .default(8_192)
    .describe('Longest text that the model accepts, in tokens; longer texts are truncated'),
  EMBEDDING_PRICE_PER_MILLION_TOKENS: decimal().describe(
    'US dollars per million tokens, for the cost in the metrics. Default: the list price of OpenAI models, none for others',
  ),
});

const stores = section('Stores', {
  SUPABASE_URL: httpUrl().describe('URL of the Supabase project. If not set, the embedded store in DATA_DIR is used'),
  SUPABASE_SERVICE_ROLE_KEY: text().asSecret().describe('Service-role key of the Supabase project'),
  PROFILE_RETENTION_DAYS: integer({ max: 36_500 })
    .default(0)
    .describe('How long a stored profile is kept after it was last fetched, in days; 0 keeps it'),
  LINKEDIN_PROFILE_RETENTION_DAYS: integer({ max: 36_500 })
    .default(0)
    .describe('How long a row of the table of LinkedIn profiles is kept after it was saved, in days; 0 keeps it'),
  DATABASE_URL: postgresUrl()
    .asSecret()
    .describe('Postgres for jobs and the queue. If not set, the embedded Postgres in DATA_DIR is used'),
  DATABASE_POOL_SIZE: integer({ min: 2, max: 500 })
    .default(10)
    .describe('Maximum number of connections from this process to DATABASE_URL, plus one that listens for new work'),
  DATABASE_STATEMENT_TIMEOUT_MS: integer({ min: 1_000, max: 3_600_000 })
    .default(60_000)
    .describe('Timeout of one statement on DATABASE_URL, in milliseconds'),
});

const jobs = section('Jobs', {
  WORKER_CONCURRENCY: integer({ min: 1, max: 200 })
    .default(32)
    .describe('Email addresses that this process fetches concurrently, across all jobs'),
  JOB_RETENTION_HOURS: integer({ min: 1 }).default(168).describe('How long a finished job and its results are kept'),
});

const dynamodb = section('DynamoDB', {
  DYNAMODB: oneOf('embedded', 'aws').describe(
    'Which driver stores the tables. Default: aws if one of the AWS_* settings below is set, otherwise embedded',
  ),
  AWS_REGION: text().describe(
    'Region of the tables. If not set, the region of the AWS profile. Credentials are found by the AWS SDK: environment, profile, SSO, container or instance role',
  ),
  AWS_PROFILE: text().describe('Profile in the shared AWS files to read the region and credentials from'),
  AWS_ENDPOINT_URL_DYNAMODB: httpUrl().describe('Custom DynamoDB endpoint, such as DynamoDB Local'),
  AWS_ENDPOINT_URL: httpUrl().describe(
    'Custom endpoint for all of AWS, such as LocalStack; AWS_ENDPOINT_URL_DYNAMODB takes precedence',
  ),
  DYNAMODB_TABLE_NAME: text().default('linkedin_profiles').describe('Table for fetched profiles'),
  BEARER_TOKENS_TABLE: text().default('bearer_tokens').describe('Table for the token pool'),
});

const tokens = section('Tokens', {
  TOKEN_DAILY_LIMIT: integer({ min: 1, max: 1_000_000 })
    .default(500)
    .describe('Uses per token and UTC day, unless the token sets its own limit'),
  TOKEN_TTL_HOURS: decimal({ min: 0.01 })
    .default(22)
    .describe('How long a token is valid, unless the token sets its own expiry'),
  TOKEN_ENCRYPTION_KEY: text()
    .asSecret()
    .describe(
      'Key that encrypts stored tokens: 32 bytes as 64 hexadecimal digits or base64. If not set, tokens are stored in plain text',
    ),
});

const people = section('People', {
  SUPPRESSION_KEY: text()
    .asSecret()
    .describe(
      'Key of the digests by which erased and suppressed people are recognized; the same in all processes, and never changed while the list has entries. Default: a key that is made once and kept in DATA_DIR as `suppression-key`',
    ),
});

const webhooks = section('Webhooks', {
  WEBHOOK_ALLOWED_HOSTS: list()
    .default([])
    .describe(
      'Hosts in private networks that webhooks may be sent to, also with http: names or addresses without port, comma-separated. All other webhooks need https and a public address',
    ),
  WEBHOOK_SECRET: text()
    .asSecret()
    .describe(
      'Signs what is sent to the webhook_url of jobs and batches: whsec_ and 24 to 64 bytes in base64; the same in all processes. Default: a secret that is made once and kept in DATA_DIR as `webhook-secret`. GET /api/v1/webhooks/secret shows it',
    ),
  WEBHOOK_RETRY_SECONDS: integers({ max: 604_800, most: 50 })
    .default([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400])
    .describe(
      'How long to wait before each further attempt to deliver an event, in seconds. After the last one, the next event is sent',
    ),
});

const monitoring = section('Monitoring', {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl().describe(
    'URL of an OpenTelemetry collector that takes traces in OTLP over HTTP; `/v1/traces` is appended. If not set, nothing is traced',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: list()
    .default([])
    .asSecret()
    .describe('Headers for the collector, as `name=value`, comma-separated and percent-encoded'),
  OTEL_SERVICE_NAME: text().default('linkedin-profile-service').describe('Name of this service in traces'),
  OTEL_TRACES_SAMPLER_ARG: decimal({ max: 1 })
    .default(1)
    .describe(
      'Share of traces that are recorded, 0 to 1. A client that sends `traceparent` decides for its own requests',
    ),
  BUILD_REVISION: text().describe(
    'Commit that this release was built from; shown in `profile_service_build_info`. In the image, the build argument of the same name sets it',
  ),
});

export const sections = [
  server,
  access,
  source,
  upstream,
  pipeline,
  embeddings,
  stores,
  jobs,
  dynamodb,
  tokens,
  people,
  webhooks,
  monitoring,
] as const;

export const variables = {
  ...server.variables,
  ...access.variables,
  ...source.variables,
  ...upstream.variables,
  ...pipeline.variables,
  ...embeddings.variables,
  ...stores.variables,
  ...jobs.variables,
  ...dynamodb.variables,
  ...tokens.variables,
  ...people.variables,
  ...webhooks.variables,
  ...monitoring.variables,
};
