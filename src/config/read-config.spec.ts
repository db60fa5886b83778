import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig, type Environment } from './read-config.js';

function problemsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('readConfig', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 8000,
      NODE_ENV: 'development',
      ROLE: 'all',
      DATA_DIR: '.data',
      PROFILE_SOURCE: ['sandbox'],
      CORS_ORIGINS: [],
    });
  });

  it('reads numbers and lists, with blanks around them', () => {
    const config = readConfig({ PORT: ' 9000 ', PROFILE_MAX_AGE_HOURS: '1.5', API_KEYS: 'a:1 , b:2,' });
    expect(config).toMatchObject({ PORT: 9000, PROFILE_MAX_AGE_HOURS: 1.5, API_KEYS: ['a:1', 'b:2'] });
  });

  it.each(['', '  '])('takes "%s" for absent', (empty) => {
    expect(readConfig({ PORT: empty, OPENAI_API_KEY: empty })).toMatchObject({ PORT: 8000, OPENAI_API_KEY: undefined });
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it('tells every problem at once', () => {
    const problems = problemsOf({ PORT: '70000', ROLE: 'boss', UPSTREAM_TIMEOUT_MS: '1s', RATELIMIT_PER_MINUTE: '5' });
    expect(problems).toEqual([
      'RATELIMIT_PER_MINUTE is not a setting of this service; did you mean RATE_LIMIT_PER_MINUTE?',
      'PORT must be a whole number, 0 to 65535, but is "70000"',
      'ROLE must be one of all, api, worker, but is "boss"',
      'UPSTREAM_TIMEOUT_MS must be a whole number, 100 to 600000, but is "1s"',
    ]);
    expect(new ConfigError(problems).message).toContain('4 problems');
  });

  it('shows no secret', () => {
    const secret = 'postgras://user:hunter2@db';
    expect(problemsOf({ DATABASE_URL: secret })).toEqual([
      `DATABASE_URL must be a postgres:// URL whose password has its special characters percent-encoded, but is a secret of ${secret.length} characters`,
    ]);
    expect(problemsOf({ API_KEYS: 'hunter2' }).join()).not.toContain('hunter2');
  });

  it.each(['DATABASE_URLS', 'Data_Dir', 'SUPABASE_URI', 'PROFILE_SORCE', 'CORS_ORIGIN'])('wonders about %s', (name) => {
    expect(problemsOf({ [name]: 'x' })).toEqual([expect.stringMatching(/did you mean/)]);
  });

  it.each(['PATH', 'HOME', 'npm_config_cache', 'AWS_REGION', 'PORTS', 'LANGUAGE', 'HOSTNAME', 'HOSTTYPE'])(
    'leaves %s alone',
    (name) => {
      expect(problemsOf({ [name]: 'x' })).toEqual([]);
    },
  );
});

describe('the rules between settings', () => {
  it.each<[Environment, RegExp[]]>([
    [
      { PROFILE_SOURCE: 'cassidy' },
      [/^CASSIDY_PROFILE_WORKFLOW_URL must be set/, /^CASSIDY_COMPANY_WORKFLOW_URL must/],
    ],
    [{ PROFILE_SOURCE: 'bearer-api' }, [/^BEARER_API_URL must be set, because PROFILE_SOURCE is bearer-api/]],
    [{ PROFILE_SOURCE: 'people-data-labs' }, [/^PDL_API_KEY must be set, because PROFILE_SOURCE is people-data-labs/]],
    [
      { PROFILE_SOURCE: 'people-data-labs,cassidy', EMAIL_SOURCE: 'bearer-api' },
      [
        /^PDL_API_KEY must be set, because PROFILE_SOURCE lists people-data-labs/,
        /^CASSIDY_PROFILE_WORKFLOW_URL must be set, because PROFILE_SOURCE lists cassidy/,
        /^CASSIDY_COMPANY_WORKFLOW_URL must be set/,
        /^BEARER_API_URL must be set, because EMAIL_SOURCE is bearer-api/,
      ],
    ],
    [
      {
        EMAIL_SOURCE: 'sandbox,cassidy',
        CASSIDY_PROFILE_WORKFLOW_URL: 'http://a',
        CASSIDY_COMPANY_WORKFLOW_URL: 'http://a',
      },
      [
        /^EMAIL_SOURCE must not list cassidy, which accepts member URLs only; use sandbox, people-data-labs, bearer-api$/,
      ],
    ],
    [
      { PROFILE_SOURCE: 'sandbox,casidy', EMAIL_SOURCE: 'sandbox, sandbox' },
      [
        /^PROFILE_SOURCE must be one or more of .*, but is "sandbox,casidy"; did you mean cassidy\?$/,
        /^EMAIL_SOURCE must .* each once, but is/,
      ],
    ],
    [{ PROFILE_SOURCE: 'linkedin', EMAIL_SOURCE: ',' }, [/^PROFILE_SOURCE must .*"linkedin"$/, /^EMAIL_SOURCE must/]],
    [{ PDL_API_KEY: 'hunter2 é' }, [/^PDL_API_KEY must contain only visible ASCII(?!.*hunter2)/]],
    [
      { OPENAI_BASE_URL: 'https://ann:hunter2@api.example' },
      [/^OPENAI_BASE_URL must not contain a user name(?!.*hunter2)/],
    ],
    [{ PDL_BASE_URL: 'https://ann:hunter2@api.example' }, [/^PDL_BASE_URL must not contain a user name(?!.*hunter2)/]],
    [
      { BEARER_API_URL: 'https://ann:hunter2@api.example/{email}' },
      [/^BEARER_API_URL must not contain a user name(?!.*hunter2)/],
    ],
    [{ ROLE: 'worker' }, [/^DATABASE_URL must be set, because ROLE is worker/]],
    [{ ROLE: 'api' }, [/^DATABASE_URL must be set, because ROLE is api/]],
    [{ SUPABASE_URL: 'https://p.supabase.co' }, [/^SUPABASE_SERVICE_ROLE_KEY must be set/]],
    [{ SUPABASE_SERVICE_ROLE_KEY: 'k' }, [/^SUPABASE_URL must be set/]],
    [{ NODE_ENV: 'production' }, [/^API_KEYS must be set, because NODE_ENV is production/]],
    [
      { NODE_ENV: 'production', API_KEY: 'hunter2', API_KEYS: 'a:4e1f0c9d7ab2538866e1,b:hunter2-hunter2-hunter2' },
      [
        /^API_KEYS item 2 must not be easy to guess.*openssl rand -hex 24(?!.*hunter2)/,
        /^API_KEY must have at least 20 characters, but has 7(?!.*hunter2)/,
      ],
    ],
    [
      { NODE_ENV: 'production', API_KEY: '4e1f0c9d7ab2538866e1', SUPPRESSION_KEY: 'hunter2-hunter2-hunter2' },
      [/^SUPPRESSION_KEY must not be easy to guess.*openssl rand -hex 32(?!.*hunter2)/],
    ],
    [
      { PORT: 'x', PROFILE_SOURCE: 'cassidy', CASSIDY_PROFILE_WORKFLOW_URL: 'ftp://a', SUPABASE_URL: 'https://b.co' },
      [
        /^PORT must/,
        /^CASSIDY_PROFILE_WORKFLOW_URL must be an/,
        /^CASSIDY_COMPANY_WORKFLOW_URL must be set/,
        /^SUPABASE_/,
      ],
    ],
    [{ HOST: '0.0.0.0' }, [/^API_KEYS must be set, because HOST is "0.0.0.0"/]],
    [{ API_KEYS: 'a:1,a:2,b' }, [/item 2/, /item 3/]],
    [{ CORS_ORIGINS: 'https://app.example.com/,*,https://ok.example' }, [/"https:\/\/app.example.com\/"/, /"\*"/]],
    [{ TRUSTED_PROXIES: '10.0.0.0/8,loopback,2,::1/129,fd00::/8' }, [/"2"/, /"::1\/129"/]],
  ])('finds what is wrong with %j', (environment, expected) => {
    expect(problemsOf(environment)).toEqual(expected.map((text) => expect.stringMatching(text)));
  });

  it.each<Environment>([
    { NODE_ENV: 'production', API_KEY: '4e1f0c9d7ab2538866e1' },
    { NODE_ENV: 'production', API_KEYS: 'a:4e1f0c9d7ab2538866e1' },
    { NODE_ENV: 'production', API_KEYS: `a:sha256:${'ab'.repeat(32)}` },
    { NODE_ENV: 'development', API_KEY: 'secret' },
    { HOST: '0.0.0.0', API_KEY: 'secret' },
    { HOST: 'localhost' },
    { ROLE: 'worker', DATABASE_URL: 'postgres://db/jobs' },
    { PROFILE_SOURCE: 'bearer-api', BEARER_API_URL: 'https://api.example/people?email={email}' },
    { PROFILE_SOURCE: 'people-data-labs', PDL_API_KEY: 'k' },
    { PROFILE_SOURCE: 'people-data-labs , sandbox', EMAIL_SOURCE: 'sandbox,people-data-labs', PDL_API_KEY: 'k' },
    { SUPABASE_URL: 'https://p.supabase.co', SUPABASE_SERVICE_ROLE_KEY: 'k' },
    {
      PROFILE_SOURCE: 'cassidy',
      CASSIDY_PROFILE_WORKFLOW_URL: 'https://a.b',
      CASSIDY_COMPANY_WORKFLOW_URL: 'https://a.c',
    },
    { CORS_ORIGINS: 'https://app.example.com,http://localhost:3000', TRUSTED_PROXIES: '10.1.2.3, uniquelocal' },
  ])('is content with %j', (environment) => {
    expect(problemsOf(environment)).toEqual([]);
  });
});
