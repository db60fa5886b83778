import { createHmac, randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * Makes the secrets of docker-compose.yml: `node deploy/compose/make-env.js [file]`, by default `.env`. Adds what is missing and
 * changes nothing, so it may run again after an upgrade. Needs Node 20.12 and no package.
 */
const file = process.argv[2] ?? '.env';
const present = existsSync(file) ? readFileSync(file, 'utf8') : '';
const known = parseEnv(present);

const TEN_YEARS = 10 * 365 * 24 * 60 * 60;

/** Letters and digits only: it stands in URLs and in files as it is. */
const secret = (bytes = 24) => randomBytes(bytes).toString('hex');

/** What PostgREST takes as a token of the service: https://docs.postgrest.org/en/stable/references/auth.html */
function serviceRoleKey(jwtSecret) {
  const issued = Math.floor(Date.now() / 1000);
  const claims = { iss: 'linkedin-profile-service', role: 'service_role', iat: issued, exp: issued + TEN_YEARS };
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims].map(base64Url).join('.');
  return `${text}.${createHmac('sha256', jwtSecret).update(text).digest('base64url')}`;
}

const say = (line) => process.stdout.write(`${line}\n`);

const base64Url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

if (known.SERVICE_ROLE_KEY && !known.PGRST_JWT_SECRET) {
  process.stderr.write(
    `${file} has a SERVICE_ROLE_KEY without its PGRST_JWT_SECRET: remove that line, and run this again.\n`,
  );
  process.exit(1);
}

const jwtSecret = known.PGRST_JWT_SECRET || secret(32);
const wanted = {
  POSTGRES_PASSWORD: secret(),
  AUTHENTICATOR_PASSWORD: secret(),
  JOBS_PASSWORD: secret(),
  PGRST_JWT_SECRET: jwtSecret,
  SERVICE_ROLE_KEY: serviceRoleKey(jwtSecret),
  API_KEYS: `main:${secret()}`,
  TOKEN_ENCRYPTION_KEY: secret(32),
  SUPPRESSION_KEY: secret(32),
  WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
};
const missing = Object.entries(wanted).filter(([name]) => !known[name]);

if (missing.length === 0) {
  say(`${file} has all secrets already; nothing was changed.`);
} else {
  const lines = missing.map(([name, value]) => `${name}=${value}`);
  const separator = present === '' || present.endsWith('\n') ? '' : '\n';
  appendFileSync(file, `${separator}# Secrets of docker-compose.yml\n${lines.join('\n')}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  say(`Wrote ${missing.map(([name]) => name).join(', ')} to ${file}.`);
  say('Keep this file: the databases are made with its passwords. Next: docker compose up --build --detach');
}
