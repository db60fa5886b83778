/**
 * The address that `/embeddings` is appended to. An address without a path gets OpenAI's `/v1`, as compatible servers are
 * often named by their host alone; one with a path is taken as it is (`/v1beta/openai`, `/openai/v1`).
 */
export function baseUrl(configured: string | undefined): string | undefined {
  if (configured === undefined) return undefined;
  const url = new URL(configured);
  if (url.pathname === '/') url.pathname = '/v1';
  return url.href;
}
