/** A name, an IPv4 address, or an IPv6 address in brackets; without wildcards. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i;

/** The host as URLs have it; null for a text that is not just a host. */
export function hostOf(text: string): string | null {
  const url = HOST.test(text) ? URL.parse(`http://${text}/`) : null;
  return url !== null && url.href === `http://${url.hostname}/` ? url.hostname : null;
}

/** Problems of WEBHOOK_ALLOWED_HOSTS: an item with a port or a scheme would never match. */
export function webhookHostProblems({ WEBHOOK_ALLOWED_HOSTS: hosts }: { WEBHOOK_ALLOWED_HOSTS: readonly string[] }) {
  return hosts
    .filter((host) => hostOf(host) === null)
    .map((host) => `WEBHOOK_ALLOWED_HOSTS must list host names or addresses without port, but has "${host}"`);
}
