import { decimal, httpUrl, integer, list, oneOf, postgresUrl, section, text } from './variable.js';

const server = section('Server', {
  PORT: integer({ min: 0, max: 65_535 }).default(8000).describe('Port to listen on; 0 takes a free one'),
  HOST: text().describe('Address to listen on. Default: 127.0.0.1 in local mode, 0.0.0.0 when a key is configured'),
  NODE_ENV: oneOf('development', 'production', 'test')
    .default('development')
    .describe('`production` refuses to start without an API key and logs JSON'),
  ROLE: oneOf('all', 'api', 'worker').default('all').describe('Which part of the service this process plays'),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .default('info')
    .describe('Least severe level that is logged'),
  LOG_FORMAT: oneOf('pretty', 'json').describe('Default: json in production, else pretty'),
  DATA_DIR: text().default('.data').describe('Where the embedded stores and the local key live; one process at a time'),
});

const access = section('Access', {
  API_KEYS: list()
    .asSecret()
    .describe(
      'Keys as `name:secret` or `name:sha256:<hex>`, comma separated. Without any key the service runs in local mode',
    ),
  API_KEY: text().asSecret().describe('One secret, the short form of API_KEYS'),
  CORS_ORIGINS: list().default([]).describe('Origins whose pages may call the service, comma separated'),
  TRUSTED_PROXIES: list()
    .default(['loopback'])
    .describe(
      'Proxies whose X-Forwarded-For is believed: addresses, subnets, or loopback, linklocal, uniquelocal, comma separated',
    ),
  RATE_LIMIT_PER_MINUTE: integer({ min: 0 })
    .default(600)
    .describe('Requests a minute for one key or address; 0 sets no limit'),
});

const source = section('Profile source', {
  PROFILE_SOURCE: oneOf('sandbox', 'cassidy', 'people-data-labs', 'bearer-api')
    .default('sandbox')
    .describe(
      'Where profiles come from: cassidy takes member URLs, bearer-api e-mail addresses, people-data-labs and the sandbox both',
    ),
  CASSIDY_PROFILE_WORKFLOW_URL: httpUrl()
    .asSecret()
    .describe('Workflow that answers for a member URL; the URL itself is the credential'),
  CASSIDY_COMPANY_WORKFLOW_URL: httpUrl()
    .asSecret()
    .describe('Workflow that answers for a company URL; the URL itself is the credential'),
  PDL_API_KEY: text().asSecret().describe('Key of the account at People Data Labs that calls are made and billed on'),
  PDL_BASE_URL: httpUrl()
    .default('https://api.peopledatalabs.com')
    .describe('Where the API of People Data Labs is; https://sandbox.api.peopledatalabs.com has made-up people'),
  BEARER_API_URL: httpUrl().describe(
    'API that answers for an e-mail address, asked with tokens of the pool. With `{email}` in it: GET; else POST',
  ),
  SANDBOX_LATENCY_MS: integer({ max: 60_000 })
    .default(50)
    .describe('How long the sandbox takes for an answer, in milliseconds'),
});

const upstream = section('Upstream calls', {
  UPSTREAM_TIMEOUT_MS: integer({ min: 100, max: 600_000 })
    .default(60_000)
    .describe('Longest time for one attempt, in milliseconds'),
  UPSTREAM_MAX_ATTEMPTS: integer({ min: 1, max: 10 })
    .default(4)
    .describe('Attempts for one call, the first one included'),
  UPSTREAM_BACKOFF_MS: integer({ min: 1, max: 60_000 })
    .default(500)
    .describe('Longest wait before the second attempt, in milliseconds; doubles with every further one'),
  UPSTREAM_CONCURRENCY: integer({ min: 1, max: 1_000 })
    .default(50)
    .describe('Calls under way at once, over all requests of this process; a job may ask for up to 50'),
});

const pipeline = section('Pipeline', {
  PROFILE_DEADLINE_MS: integer({ min: 1_000, max: 3_600_000 })
    .default(180_000)
    .describe('Longest time for one profile through all stages, in milliseconds'),
  PROFILE_MAX_AGE_HOURS: decimal()
    .default(0)
    .describe('A stored profile younger than this is answered without fetching; 0 always fetches'),
  COMPANY_MAX_AGE_HOURS: decimal().default(168).describe('A stored company younger than this is not fetched again'),
  BATCH_RETENTION_HOURS: integer({ min: 1 }).default(720).describe('How long the answer of a batch can be read again'),
});

const embeddings = section('Embeddings', {
  OPENAI_API_KEY: text()
    .asSecret()
    .describe('Embeds with OpenAI or a compatible service; absent, the local embedder is used'),
  OPENAI_BASE_URL: httpUrl().describe(
    'Base URL of an OpenAI-compatible service, `/embeddings` is appended to it; one without a path gets `/v1`',
  ),
  EMBEDDING_MODEL: text().default('text-embedding-3-small').describe('Model asked for at OPENAI_BASE_URL'),
  EMBEDDING_DIMENSIONS: integer({ min: 1, max: 1536 })
    .default(1536)
    .describe('Length of a vector; shorter ones are stored padded with zeros'),
  EMBEDDING_MAX_TOKENS: integer({ min: 16 })
    .default(8_192)
    .describe('Longest text that the model takes, in tokens; longer ones are cut'),
  EMBEDDING_PRICE_PER_MILLION_TOKENS: decimal().describe(
    'US dollars for a million tokens, for the cost in the metrics. Default: the list price of the models of OpenAI, none for others',
  ),
});

const stores = section('Stores', {
  SUPABASE_URL: httpUrl().describe('Supabase project; absent, the embedded store in DATA_DIR is used'),
  SUPABASE_SERVICE_ROLE_KEY: text().asSecret().describe('Service-role key of the Supabase project'),
  DATABASE_URL: postgresUrl()
    .asSecret()
    .describe('Postgres for jobs and the queue; absent, the embedded Postgres in DATA_DIR is used'),
  DATABASE_POOL_SIZE: integer({ min: 2, max: 500 })
    .default(10)
    .describe('Connections of this process to DATABASE_URL, beside one that listens for new work'),
  DATABASE_STATEMENT_TIMEOUT_MS: integer({ min: 1_000, max: 3_600_000 })
    .default(60_000)
    .describe('Longest time for one statement at DATABASE_URL, in milliseconds'),
});

const jobs = section('Jobs', {
  WORKER_CONCURRENCY: integer({ min: 1, max: 200 })
    .default(32)
    .describe('E-mail addresses fetched at once by this process, over all jobs'),
  JOB_RETENTION_HOURS: integer({ min: 1 }).default(168).describe('How long a finished job and its results are kept'),
});

const dynamodb = section('DynamoDB', {
  DYNAMODB: oneOf('embedded', 'aws').describe(
    'Which driver keeps the tables. Default: aws when one of the AWS_* below is set, else embedded',
  ),
  AWS_REGION: text().describe(
    'Region of the tables; absent, that of the AWS profile. Credentials come the way of the AWS SDK: environment, profile, SSO, container or instance role',
  ),
  AWS_PROFILE: text().describe('Profile of the shared AWS files that region and credentials are read from'),
  AWS_ENDPOINT_URL_DYNAMODB: httpUrl().describe('Another address of DynamoDB, such as DynamoDB Local'),
  AWS_ENDPOINT_URL: httpUrl().describe(
    'The same for all of AWS, such as LocalStack; AWS_ENDPOINT_URL_DYNAMODB goes first',
  ),
  DYNAMODB_TABLE_NAME: text().default('linkedin_profiles').describe('Table of the fetched profiles'),
  BEARER_TOKENS_TABLE: text().default('bearer_tokens').describe('Table of the token pool'),
});

const tokens = section('Tokens', {
  TOKEN_DAILY_LIMIT: integer({ min: 1, max: 1_000_000 })
    .default(500)
    .describe('Uses of one token a UTC day, where the token does not say otherwise'),
  TOKEN_TTL_HOURS: decimal({ min: 0.01 })
    .default(22)
    .describe('How long a token lives, where it does not say otherwise'),
  TOKEN_ENCRYPTION_KEY: text()
    .asSecret()
    .describe(
      'Encrypts the stored tokens: 32 bytes as 64 hexadecimal digits or base64. Absent, they are stored readable',
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
};
