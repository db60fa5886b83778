/** What a person sees at the start in local mode: the key, and a line to paste into a terminal. */
export function localKeyNotice(key: string, url: string): string {
  const body = JSON.stringify({
    profiles: [{ linkedin_url: 'https://www.linkedin.com/in/jane-doe', suggested_role: 'CTO' }],
  });
  return [
    `Local mode: API_KEYS is not set. Key for ${url}/api/v1: ${key}`,
    '',
    `  curl -s ${url}/api/v1/profiles/batch-enhanced -H 'X-API-Key: ${key}' \\`,
    `    -H 'Content-Type: application/json' -d '${body}'`,
    '',
  ].join('\n');
}
