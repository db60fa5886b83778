import { variables } from './sections.js';

/** Lines of a `.env` file that set nothing. Never repeats a value: it may be a secret. */
export interface EnvFileFindings {
  /** Lines that cannot be read; with one of them, the service does not start. */
  problems: string[];
  /**
   * Names that are not settings of this service, which may belong to another program that reads the same file, and
   * values that end earlier than they seem to.
   */
  notices: string[];
}

const ASSIGNMENT = /^(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=(.*)$/;
/** Read by Node, by the SDK of AWS, or by Docker Compose for docker-compose.yml. */
const FOREIGN =
  /^(?:AWS_|NODE_|UV_|SSL_CERT_|COMPOSE_|DOCKER_|POSTGRES_|PGRST_|(?:HTTPS?_PROXY|NO_PROXY|TZ|AUTHENTICATOR_PASSWORD|JOBS_PASSWORD|SERVICE_ROLE_KEY|API_PORT|IMAGE_TAG)$)/;

/** Checks every line, because Node's own reader silently skips lines that it does not understand. */
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
    if (isCutOff(value.trim())) {
      findings.notices.push(
        `${where}: the value of ${name} ends before the "#"; put it in quotes if the "#" is a part of it`,
      );
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

/** Without quotes, a value ends at the first `#`, also in the middle of a word. */
function isCutOff(value: string): boolean {
  return /^[^\s"'`#][^#]*(?<!\s)#/.test(value);
}

/** The index of the last line of a value, which can span several lines in quotes; null if the quote is never closed. */
function endOfValue(value: string, lines: readonly string[], start: number): number | null {
  const quote = value.charAt(0);
  if (!['"', "'", '`'].includes(quote) || value.includes(quote, 1)) return start;
  for (let at = start + 1; at < lines.length; at++) if (lines[at]?.includes(quote)) return at;
  return null;
}
