import { variables } from './sections.js';

/** What a `.env` file has that no setting is made from. Never repeats a value: it may be a secret. */
export interface EnvFileFindings {
  /** Lines that mean nothing to anybody: the start ends with them. */
  problems: string[];
  /** Names that are none of ours: they may be another program's, which reads the same file. */
  notices: string[];
}

const ASSIGNMENT = /^(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=(.*)$/;
/** Read by Node, by the SDK of AWS, or by Docker Compose for docker-compose.yml. */
const FOREIGN =
  /^(?:AWS_|NODE_|UV_|SSL_CERT_|COMPOSE_|DOCKER_|POSTGRES_|PGRST_|(?:HTTPS?_PROXY|NO_PROXY|TZ|AUTHENTICATOR_PASSWORD|JOBS_PASSWORD|SERVICE_ROLE_KEY|API_PORT|IMAGE_TAG)$)/;

/** Goes through the file line by line, as what reads it skips whatever it does not understand. */
export function checkEnvFile(text: string): EnvFileFindings {
  const findings: EnvFileFindings = { problems: [], notices: [] };
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const where = `.env line ${at + 1}`;
    const [, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined) {
      findings.problems.push(`${where} cannot be read: write NAME=value, or # before a comment`);
      continue;
    }
    if (!(name in variables) && !FOREIGN.test(name)) {
      findings.notices.push(`${where}: ${name} is not a setting of this service and is ignored`);
    }
    const end = endOfValue(value.trim(), lines, at);
    if (end === null) {
      findings.problems.push(`${where} cannot be read: the quote in front of the value of ${name} is never closed`);
      break;
    }
    at = end;
  }
  return findings;
}

/** A value in quotes may go over several lines; the last of them, or null where there is none. */
function endOfValue(value: string, lines: readonly string[], start: number): number | null {
  const quote = value.charAt(0);
  if (!['"', "'", '`'].includes(quote) || value.includes(quote, 1)) return start;
  for (let at = start + 1; at < lines.length; at++) if (lines[at]?.includes(quote)) return at;
  return null;
}
