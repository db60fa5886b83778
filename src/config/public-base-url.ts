/** The URL without a slash at its end, so that paths can be appended. */
export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Problems of PUBLIC_BASE_URL: only an origin and a path can be put before the paths of links. */
export function publicBaseUrlProblems({ PUBLIC_BASE_URL: url }: { PUBLIC_BASE_URL?: string }): string[] {
  if (url === undefined) return [];
  const { username, password, search, hash, origin, pathname } = new URL(url);
  if (username !== '' || password !== '') return ['PUBLIC_BASE_URL must not contain a user name or password'];
  if (search !== '' || hash !== '' || withoutTrailingSlash(url) !== withoutTrailingSlash(`${origin}${pathname}`)) {
    return ['PUBLIC_BASE_URL must be an origin with an optional path, such as https://example.com/profiles'];
  }
  return [];
}
