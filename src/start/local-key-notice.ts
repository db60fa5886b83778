/** The notice on a terminal in local mode: the key, and a command to try. */
export function localKeyNotice(key: string, url: string): string {
  return notice(`Key for ${url}/api/v1: ${key}`, `${url}/console#key=${key}`, `'X-API-Key: ${key}'`, url);
}

/** The notice for output that is stored, such as logs: where the key is, but not the key itself. */
export function localKeyPlace(file: string, url: string): string {
  return notice(`The key for ${url}/api/v1 is in ${file}`, `${url}/console`, `"X-API-Key: $(cat '${file}')"`, url);
}

function notice(where: string, page: string, header: string, url: string): string {
  const body = JSON.stringify({
    profiles: [{ linkedin_url: 'https://www.linkedin.com/in/jane-doe', suggested_role: 'CTO' }],
  });
  return [
    `Local mode: API_KEYS is not set. ${where}`,
    '',
    `  Console: ${page}`,
    '',
    `  curl -s ${url}/api/v1/profiles/batch-enhanced -H ${header} \\`,
    `    -H 'Content-Type: application/json' -d '${body}'`,
    '',
  ].join('\n');
}
