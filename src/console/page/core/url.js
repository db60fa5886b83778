/**
 * A URL below the address of the service, which may have a path prefix: the page is at the same address.
 * @param {string} base address of the page
 * @param {string} route begins with a slash; its parts are encoded already
 * @param {Record<string, string | number | boolean | object | null | undefined>} [query] values that are undefined, null or empty are left out
 */
export function serviceUrl(base, route, query = {}) {
  const url = new URL(`.${route}`, base);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    url.searchParams.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return url.href;
}

/**
 * A path with encoded values: path`/jobs/${id}/results`.
 * @param {TemplateStringsArray} texts
 * @param {...string} values
 */
export function path(texts, ...values) {
  return texts.reduce((before, text, index) => before + encodeURIComponent(values[index - 1] ?? '') + text);
}

/**
 * The route behind `#`: its parts, and its query.
 * @param {string} hash such as `#/jobs/7?page=2`
 */
export function routeOf(hash) {
  const [parts = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { parts: parts.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A link within the page.
 * @param {readonly string[]} parts
 * @param {Record<string, string | undefined>} [query]
 */
export function linkTo(parts, query = {}) {
  const given = Object.entries(query).filter((entry) => entry[1]);
  const search = new URLSearchParams(/** @type {[string, string][]} */ (given)).toString();
  return `#/${parts.map(encodeURIComponent).join('/')}${search && `?${search}`}`;
}

/**
 * The URL if it is an http or https link; undefined otherwise, so that foreign data such as `javascript:…` cannot run as a script.
 * @param {unknown} url
 */
export function outsideLink(url) {
  return typeof url === 'string' && /^https?:\/\//i.test(url) ? url : undefined;
}
